// Blocks chosen by every query for itself: summaries of key blocks, scores against them, the mask.
import { buildCausal, type RunsMask } from '../../../core/mask/runs.ts';
import { matrix, rowOf, type Matrix } from '../../../core/tensor.ts';
import type { Kernels } from '../../../kernels/contract.ts';

export type Summary = 'mean' | 'bounds';

/**
 * Scores n × nb of every query against the summary of each block that has begun by then. The own
 * block is summed up over the keys so far, as a decoding step would find it. Entries of later blocks
 * are −∞.
 *
 * 'mean': q · mean of the keys. 'bounds': Σ_c max(q_c·min_c, q_c·max_c), which no key of the block can
 * exceed (Quest, mit-han-lab/Quest).
 */
export function scoreBlocks(
  q: Matrix,
  k: Matrix,
  block: number,
  summary: Summary,
  kernels: Kernels,
): Matrix {
  return summary === 'mean' ? scoreMeans(q, k, block, kernels) : scoreBounds(q, k, block);
}

function scoreMeans(q: Matrix, k: Matrix, block: number, kernels: Kernels): Matrix {
  const scores = kernels.products(q, kernels.poolMean(k, block), 1);
  const mean = new Float64Array(k.cols);
  for (let i = 0; i < q.rows; i++) {
    const own = Math.floor(i / block);
    const seen = i - own * block + 1;
    if (seen === 1) mean.fill(0);
    const key = rowOf(k, i);
    for (let c = 0; c < mean.length; c++) mean[c]! += (key[c]! - mean[c]!) / seen;
    const row = rowOf(scores, i);
    row[own] = product(rowOf(q, i), mean);
    row.fill(-Infinity, own + 1);
  }
  return scores;
}

function scoreBounds(q: Matrix, k: Matrix, block: number): Matrix {
  const n = q.rows;
  const d = q.cols;
  const nb = Math.ceil(n / block);
  const scores = matrix(n, nb);
  scores.data.fill(-Infinity);
  const low = matrix(nb, d);
  const high = matrix(nb, d);
  low.data.fill(Infinity);
  high.data.fill(-Infinity);
  for (let i = 0; i < n; i++) {
    const own = Math.floor(i / block);
    const key = rowOf(k, i);
    for (let c = 0; c < d; c++) {
      const at = own * d + c;
      low.data[at] = Math.min(low.data[at]!, key[c]!);
      high.data[at] = Math.max(high.data[at]!, key[c]!);
    }
    const query = rowOf(q, i);
    for (let J = 0; J <= own; J++) {
      scores.data[i * nb + J] = upperBound(query, rowOf(low, J), rowOf(high, J));
    }
  }
  return scores;
}

/** Σ_c max(q_c·low_c, q_c·high_c): the largest product with any key inside the box. */
export function upperBound(
  query: ArrayLike<number>,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
): number {
  let sum = 0;
  for (let c = 0; c < query.length; c++) {
    sum += Math.max(query[c]! * low[c]!, query[c]! * high[c]!);
  }
  return sum;
}

function product(a: Float32Array, b: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += a[c]! * b[c]!;
  return sum;
}

/** The k best blocks of each query, ascending; ties to the lower index. */
export function bestPerToken(
  scores: Matrix,
  block: number,
  k: number,
  kernels: Kernels,
): Uint32Array[] {
  return Array.from({ length: scores.rows }, (_, i) => {
    const begun = Math.floor(i / block) + 1;
    return kernels.topK(rowOf(scores, i).subarray(0, begun), Math.min(k, begun)).sort();
  });
}

/** The causal mask of the blocks each query keeps, and the pairs that whole blocks cost. */
export function tokenBlockMask(
  n: number,
  block: number,
  kept: readonly ArrayLike<number>[],
): { mask: RunsMask; kernelPairs: number } {
  let kernelPairs = 0;
  const mask = buildCausal(n, (i, keep) => {
    const blocks = kept[i]!;
    for (let at = 0; at < blocks.length; at++) {
      const start = blocks[at]! * block;
      const end = Math.min(n, start + block);
      kernelPairs += end - start;
      keep(start, end);
    }
  });
  return { mask, kernelPairs };
}
