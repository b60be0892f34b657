// Attention over part of the keys, and the order of scores.
import type { DecodeContext, DecodeHead } from '../../decode.ts';
import { firstOf } from './cache.ts';

/** The k largest of `scores` among `keys` (ascending): positions, ties to the lower. In descending order. */
export function topKeys(
  scores: ArrayLike<number>,
  keys: readonly number[],
  k: number,
): readonly number[] {
  if (k >= keys.length) return keys;
  return [...keys].sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, Math.max(0, k));
}

/** A head's causal softmax over all keys, of the steps whose rows are looked at: (n − first) × n. */
export function stepRows(context: DecodeContext, head: DecodeHead): Float32Array {
  return context.attention(head, firstOf(context), context.n);
}

/** Weights over some keys only: those of the whole row, shared out anew. Written to `out` by key. */
export function among(
  row: ArrayLike<number>,
  keys: Iterable<number>,
  out: Float32Array = new Float32Array(row.length),
): Float32Array {
  let sum = 0;
  for (const key of keys) sum += row[key]!;
  for (const key of keys) out[key] = sum > 0 ? row[key]! / sum : 0;
  return out;
}
