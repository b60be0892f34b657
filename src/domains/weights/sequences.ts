// Cutting a text into the sequences that calibrate, and those that measure.

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

/**
 * Sequences of at most `length` tokens. A begin mark (the token before every text that the model was
 * trained on) is put before each; a text that brings it has it taken off first. A last sequence shorter
 * than half of `length` is left out, unless it is the only one.
 */
export function cutSequences(
  ids: Uint32Array,
  begin: number | null = null,
  length = SEQUENCE,
): Uint32Array[] {
  const mark = begin === null ? [] : [begin];
  const body = begin !== null && ids[0] === begin ? ids.subarray(1) : ids;
  const step = length - mark.length;
  if (step < 1) throw new RangeError(`sequences of ${length} tokens have no room for any text`);
  const sequences: Uint32Array[] = [];
  for (let from = 0; from < body.length; from += step) {
    const part = body.subarray(from, from + step);
    if (sequences.length > 0 && 2 * part.length < step) break;
    sequences.push(Uint32Array.from([...mark, ...part]));
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

/** A text in the parts of `splitSizes`. */
export function splitText(
  ids: Uint32Array,
  begin: number | null,
  calibration: number,
  heldOut: number,
): SplitText {
  const sizes = splitSizes(ids.length, calibration, heldOut);
  const cut = sizes.calibration;
  const rest = ids.subarray(cut, cut + sizes.heldOut);
  return {
    calibration: cutSequences(ids.subarray(0, cut), begin),
    heldOut: cutSequences(rest, begin),
    whole: cutSequences(rest, begin, rest.length + 2)[0] ?? new Uint32Array(0),
  };
}
