// What a text is good for, in words: which tokens calibrate, which are held out, and what a short text
// does to the numbers.
import { HELD_OUT, SEQUENCE, splitSizes } from '../../domains/weights/sequences.ts';
import { count } from '../../figure/format.ts';

/** `total` tokens of the text, of which at most `limit` calibrate; null while they are not counted. */
export function textNote(text: string | null, total: number | null, limit: number): string {
  if (text !== null && text.trim() === '') {
    return 'Type something, or choose a text below. Until then the figure shows the last text.';
  }
  if (total === null) return 'Counting tokens.';
  const { calibration, heldOut } = splitSizes(total, limit, HELD_OUT);
  if (heldOut === 0) {
    return 'Too short to hold tokens out: no output error, and the loss is that of the text itself. Type more.';
  }
  const told = `${count(calibration)} tokens calibrate, the ${count(heldOut)} after them are held out to measure`;
  return calibration < SEQUENCE
    ? `Only ${count(calibration)} tokens calibrate and ${count(heldOut)} are held out: numbers from so few swing widely.`
    : `${told}${total > calibration + heldOut ? '; the rest is not read' : ''}.`;
}
