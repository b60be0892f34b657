// The steps of XAttention: sums along antidiagonals, block scores, choice per block row.
// Source: mit-han-lab/x-attention, xattn/src/Xattention.py and utils.py.
import { matrix, rowOf, type Matrix } from '../../../core/tensor.ts';
import type { Kernels } from '../../../kernels/contract.ts';
import type { AttentionHead } from '../../attention.ts';

/**
 * Causal softmax over cells of `stride` × `stride` pairs: ⌈n/stride⌉ on a side. The score of a cell is
 * the sum of the products along its antidiagonal over √d·stride. Tokens past the end count as zeros.
 */
export function cellAttention(
  { n, d, q, k }: AttentionHead,
  stride: number,
  kernels: Kernels,
): Matrix {
  const cells = Math.ceil(n / stride);
  // Row a of `queries` holds the queries of a stretch backwards, row b of `keys` its keys forwards,
  // so that their product is Σ_r q[aS + S − 1 − r] · k[bS + r].
  const queries = matrix(cells, stride * d);
  const keys = matrix(cells, stride * d);
  for (let i = 0; i < n; i++) {
    const at = Math.floor(i / stride) * stride * d;
    const r = i % stride;
    queries.data.set(rowOf(q, i), at + (stride - 1 - r) * d);
    keys.data.set(rowOf(k, i), at + r * d);
  }
  const scores = kernels.products(queries, keys, 1 / (Math.sqrt(d) * stride));
  for (let a = 0; a < cells; a++) causalSoftmax(rowOf(scores, a), a);
  return scores;
}

/** Softmax of entries 0 … a; the rest become 0. */
function causalSoftmax(row: Float32Array, a: number): void {
  let largest = -Infinity;
  for (let b = 0; b <= a; b++) largest = Math.max(largest, row[b]!);
  let sum = 0;
  for (let b = 0; b <= a; b++) sum += row[b] = Math.exp(row[b]! - largest);
  for (let b = 0; b <= a; b++) row[b]! /= sum;
  row.fill(0, a + 1);
}

/** Sums over `ratio` × `ratio` cells. Block row I sums to its number of cell rows. */
export function sumCells(cells: Matrix, ratio: number): Matrix {
  const nb = Math.ceil(cells.rows / ratio);
  const sums = matrix(nb, nb);
  for (let a = 0; a < cells.rows; a++) {
    const row = Math.floor(a / ratio) * nb;
    for (let b = 0; b <= a; b++)
      sums.data[row + Math.floor(b / ratio)]! += cells.data[a * cells.cols + b]!;
  }
  return sums;
}

export type Rule = 'first-chunk' | 'plain';

/**
 * Blocks that block row I keeps of `scores` (its I + 1 causal ones), ascending. Block 0 and the own
 * block always stay. Others are added, heaviest first, until share τ of the row's sum is reached.
 *
 * 'plain': the m-th is added while both forced blocks and the m − 1 before it hold less than that.
 * 'first-chunk': as the official code works on the first chunk of a prompt, where its mark for block 0
 * is overwritten. Block 0 competes with the rest, only the own block counts as held, the heaviest other
 * block is always added, and the sum lags one block behind.
 */
export function chooseBlocks(scores: ArrayLike<number>, tau: number, rule: Rule): Uint32Array {
  const I = scores.length - 1;
  // At τ = 1 rounding in the running sum must not drop the tail.
  if (tau >= 1) return Uint32Array.from({ length: I + 1 }, (_, J) => J);
  let total = 0;
  for (let J = 0; J <= I; J++) total += scores[J]!;
  const forced = rule === 'plain' ? new Set([0, I]) : new Set([I]);
  const others: number[] = [];
  let held = 0;
  for (let J = 0; J <= I; J++) {
    if (forced.has(J)) held += scores[J]!;
    else others.push(J);
  }
  others.sort((a, b) => scores[b]! - scores[a]! || a - b);

  const kept = new Set([0, I]);
  for (const [at, J] of others.entries()) {
    const lagging = rule === 'first-chunk';
    if (!(lagging && at === 0) && !(held < tau * total)) break;
    kept.add(J);
    if (!lagging) held += scores[J]!;
    else if (at > 0) held += scores[others[at - 1]!]!;
  }
  return Uint32Array.from(kept).sort();
}
