// Cutting a text into the sequences that calibrate, and those that measure.
import { ExpectedError } from '../../core/result.ts';

/** Tokens of a calibration sequence. */
export const SEQUENCE = 128;

/** Tokens after those that calibrate, for errors and losses. */
export const HELD_OUT = 256;

export interface CalibrationText {
  /** Token ids, each sequence read by itself. May be empty for methods that read no data. */
  readonly calibration: readonly Uint32Array[];
  /** Tokens that no method sees, for output errors. May be empty. */
  readonly heldOut: readonly Uint32Array[];
}

/** How a model reads: the marks before every text that it was trained on, and its longest text. */
export interface Reads {
  /** Mostly one begin mark or none. */
  readonly begin: readonly number[];
  readonly maxTokens: number;
}

/**
 * Sequences of at most `length` tokens. The marks are put before each; a text that brings them has them
 * taken off first. A last sequence shorter than half of `length` is left out, unless it is the only one.
 * Throws an ExpectedError where there is no room for any text behind the marks.
 */
export function cutSequences(
  ids: Uint32Array,
  begin: readonly number[] = [],
  length = SEQUENCE,
): Uint32Array[] {
  const marked = begin.length > 0 && begin.every((mark, i) => ids[i] === mark);
  const body = marked ? ids.subarray(begin.length) : ids;
  const step = length - begin.length;
  if (step < 1) {
    throw new ExpectedError('tokens', `sequences of ${length} tokens have no room for any text`);
  }
  const sequences: Uint32Array[] = [];
  for (let from = 0; from < body.length; from += step) {
    const part = body.subarray(from, from + step);
    if (sequences.length > 0 && 2 * part.length < step) break;
    sequences.push(Uint32Array.from([...begin, ...part]));
  }
  return sequences;
}

export interface SplitText extends CalibrationText {
  /** All held-out tokens as one text, begin mark included; empty without any. */
  readonly whole: Uint32Array;
}

/** Tokens of each part of a text. */
export interface SplitSizes {
  readonly calibration: number;
  readonly heldOut: number;
}

/**
 * The first `calibration` of `total` tokens calibrate, up to `heldOut` of those after them measure. Of a
 * shorter text the last quarter is held out.
 */
export function splitSizes(total: number, calibration: number, heldOut: number): SplitSizes {
  const quarter = Math.floor(total / 4);
  const cut = Math.min(calibration, Math.max(1, total - Math.min(heldOut, quarter)));
  return { calibration: cut, heldOut: Math.max(0, Math.min(heldOut, total - cut)) };
}

/** A text in the parts of `splitSizes`, each no longer than the model reads. */
export function splitText(
  ids: Uint32Array,
  { begin, maxTokens }: Reads,
  calibration: number,
  heldOut: number,
): SplitText {
  const room = Math.max(0, maxTokens - Math.max(1, begin.length));
  const sizes = splitSizes(ids.length, calibration, Math.min(heldOut, room));
  const cut = sizes.calibration;
  const rest = ids.subarray(cut, cut + sizes.heldOut);
  const length = Math.min(SEQUENCE, maxTokens);
  return {
    calibration: cutSequences(ids.subarray(0, cut), begin, length),
    heldOut: cutSequences(rest, begin, length),
    whole: cutSequences(rest, begin, rest.length + begin.length + 1)[0] ?? new Uint32Array(0),
  };
}
