// Which keys a step reads: sinks and the newest always, of those between the ones that score best.
import type { Random } from '../../../core/random.ts';
import type { Kernels } from '../../../kernels/contract.ts';
import { pageKeys } from '../_shared/cache.ts';

export type Variant = 'tokens' | 'blocks' | 'random';

export interface Rule {
  readonly variant: Variant;
  readonly sinks: number;
  readonly local: number;
  readonly k: number;
  readonly block: number;
}

/** What stands between sinks and newest keys of a step. */
export interface Middle {
  readonly from: number;
  /** Past its last key; of blocks, what is left over after the last whole one has joined the newest. */
  readonly to: number;
  /** Pieces that are chosen among, and how many of them are. */
  readonly pieces: number;
  readonly chosen: number;
}

/** Null where the step may read everything: nothing has to be chosen. */
export function middleOf(t: number, { variant, sinks, local, k, block }: Rule): Middle | null {
  if (t + 1 <= sinks + k + local) return null;
  const from = sinks;
  const length = t + 1 - local - sinks;
  if (variant !== 'blocks') return { from, to: from + length, pieces: length, chosen: k };
  const pieces = Math.floor(length / block);
  return {
    from,
    to: from + pieces * block,
    pieces,
    chosen: k === 0 ? 0 : Math.max(1, Math.floor(k / block)),
  };
}

/** Scores of the pieces: logits of single tokens, or their means over whole blocks. */
export function scoresOf(
  logits: Float32Array,
  { from, to, pieces }: Middle,
  { variant, block }: Rule,
): Float32Array {
  const middle = logits.subarray(from, to);
  if (variant !== 'blocks') return middle;
  const means = new Float32Array(pieces);
  for (const [at, logit] of middle.entries()) means[Math.floor(at / block)]! += logit / block;
  return means;
}

/** The pieces that are read, best first; at random where that is the rule. */
export function piecesRead(
  scores: Float32Array,
  chosen: number,
  kernels: Kernels,
  random: Random | null,
): readonly number[] {
  if (random) {
    return random.shuffle(Array.from(scores.keys())).slice(0, chosen);
  }
  return [...kernels.topK(scores, Math.min(chosen, scores.length))];
}

/** All keys of a step: sinks, chosen pieces, the newest with what no block took. */
export function* keysOf(
  t: number,
  { from, to }: Middle,
  pieces: readonly number[],
  { variant, block }: Rule,
): Generator<number> {
  for (let key = 0; key < from; key++) yield key;
  if (variant === 'blocks') {
    for (const key of pageKeys(pieces, block, to - from)) yield from + key;
  } else {
    for (const piece of pieces) yield from + piece;
  }
  for (let key = to; key <= t; key++) yield key;
}
