// Attention over part of the keys, and the order of scores.
import { matrix } from '../../../core/tensor.ts';
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

/** A head's logits of the same steps over all keys, later ones included: (n − first) × n. */
export function stepLogits(context: DecodeContext, { q, k, d }: DecodeHead): Float32Array {
  const first = firstOf(context);
  const queries = matrix(q.rows - first, d, q.data.subarray(first * d));
  return context.kernels.products(queries, k, 1 / Math.sqrt(d)).data;
}

/** Of arrays of one length, at least one. */
export function sumOf(all: readonly Float32Array[]): Float32Array {
  const sum = all[0]!.slice();
  for (const one of all.slice(1)) for (let at = 0; at < sum.length; at++) sum[at]! += one[at]!;
  return sum;
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
