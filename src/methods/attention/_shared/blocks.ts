// Scores of blocks from pooled queries and keys, and the best of them per block row.
import { causalTiles } from '../../../core/mask/ops.ts';
import type { TileMask } from '../../../core/mask/tiles.ts';
import { matrix, rowOf, type Matrix } from '../../../core/tensor.ts';
import type { Kernels } from '../../../kernels/contract.ts';

/** Means over blocks of rows of x padded with zeros to whole blocks: the padding counts in the last. */
export function paddedMeans(x: Matrix, block: number, kernels: Kernels): Matrix {
  const means = kernels.poolMean(x, block);
  const last = rowOf(means, means.rows - 1);
  const real = x.rows - (means.rows - 1) * block;
  for (let c = 0; c < last.length; c++) last[c]! *= real / block;
  return means;
}

/** FLOPs of pooling queries and keys and of nb² / 2 products of pooled vectors. */
export function pooledFlops(n: number, d: number, nb: number): number {
  return 2 * n * d + d * nb * nb;
}

/** For each block row the kept key blocks, ascending. */
export type BlockRows = readonly Uint32Array[];

/**
 * The k best of the blocks J ≤ I in each row of `scores` (nb × nb), ties to the lower index. Those
 * that `forced` names come before all others.
 */
export function bestBlocks(
  scores: Matrix,
  k: number,
  kernels: Kernels,
  forced: (I: number) => readonly number[] = () => [],
): BlockRows {
  return Array.from({ length: scores.rows }, (_, I) => {
    const row = rowOf(scores, I).slice(0, I + 1);
    for (const J of forced(I)) if (J >= 0 && J <= I) row[J] = Infinity;
    return kernels.topK(row, Math.min(k, I + 1)).sort();
  });
}

/** The causal token mask of kept blocks. */
export function blockMask(n: number, block: number, rows: BlockRows): TileMask {
  const nb = rows.length;
  const keep = new Uint8Array(nb * nb);
  for (const [I, kept] of rows.entries()) for (const J of kept) keep[I * nb + J] = 1;
  return causalTiles(n, block, (I, J) => keep[I * nb + J] === 1);
}

/** A copy with −∞ above the diagonal turned to 0, for drawing. */
export function lowerPart(scores: Matrix): Matrix {
  const out = matrix(scores.rows, scores.cols);
  for (let I = 0; I < scores.rows; I++) {
    for (let J = 0; J <= I && J < scores.cols; J++) {
      out.data[I * scores.cols + J] = scores.data[I * scores.cols + J]!;
    }
  }
  return out;
}
