// What the map says in words: in the tooltip, to a screen reader, over the row inspector.
import type { Mask } from '../../core/mask/mask.ts';
import { fixed, quoted, weight as writeWeight } from '../format.ts';
import type { Cell } from '../types.ts';

export type Fate = 'kept' | 'dropped' | 'heavy' | 'unknown';

/** Heavy: at least an even share of its row; in float32, as the painter has it. */
export function fateOf(mask: Mask | null, cell: Cell, weight: number | null): Fate {
  if (!mask || cell.query >= mask.rows || cell.key >= mask.cols) return 'unknown';
  if (mask.has(cell.query, cell.key)) return 'kept';
  return weight !== null && weight >= Math.fround(1 / (cell.query + 1)) ? 'heavy' : 'dropped';
}

const FATES: Readonly<Record<Fate, string>> = {
  kept: 'kept',
  dropped: 'dropped',
  heavy: 'dropped although heavy',
  unknown: '',
};

export function fateText(fate: Fate): string {
  return FATES[fate];
}

/** e.g. "query 212 “ lucky” keeps 9 of 213 keys, recall 0.94". */
export function rowSentence(
  query: number,
  pieces: readonly string[],
  mask: Mask | null,
  recall: number | null,
): string {
  const head = `query ${query} ${quoted(pieces[query])}`.trim();
  if (!mask || query >= mask.rows) return head;
  const mass = recall === null ? '' : `, recall ${fixed(recall, 2)}`;
  return `${head} keeps ${mask.rowCount(query)} of ${query + 1} keys${mass}`;
}

/** e.g. "key 206 “ Pia” weight 0.083, kept". */
export function cellSentence(
  cell: Cell,
  pieces: readonly string[],
  mask: Mask | null,
  weight: number | null,
): string {
  const fate = fateText(fateOf(mask, cell, weight));
  const mass = weight === null ? '' : ` weight ${writeWeight(weight)}`;
  return `key ${cell.key} ${quoted(pieces[cell.key])}${mass}${fate ? `, ${fate}` : ''}`;
}
