// Exact choices from dense attention: what could be kept at best. Not deployable; bounds for the rest.
import { buildCausal, type RunsMask } from '../../../core/mask/runs.ts';
import type { TileMask } from '../../../core/mask/tiles.ts';
import { matrix, type Matrix } from '../../../core/tensor.ts';
import type { Kernels } from '../../../kernels/contract.ts';
import { causalPairs } from '../_shared/budget.ts';
import { bestBlocks, blockMask } from '../_shared/blocks.ts';
import { cutLargest } from './largest.ts';

/**
 * The best mask of exactly `pairs` pairs (at least n, one per row): each row's largest weight, then
 * the largest of all others. No other mask with as many pairs and no empty row has more recall.
 */
export function largestPairs(
  probs: Float32Array,
  n: number,
  pairs: number,
): { mask: RunsMask; cut: number } {
  const best = rowArgmax(probs, n);
  const cut = cutLargest(probs, n, Math.max(0, Math.min(pairs, causalPairs(n)) - n), best);
  let ties = cut.ties;
  const mask = buildCausal(n, (i, keep) => {
    for (let j = 0; j <= i; j++) {
      const p = probs[i * n + j]!;
      if (j === best[i] || p > cut.value || (p === cut.value && ties-- > 0)) keep(j, j + 1);
    }
  });
  return { mask, cut: cut.value };
}

/** Every weight of at least t (or t times the row's largest); rows without one keep their largest. */
export function aboveThreshold(
  probs: Float32Array,
  n: number,
  t: number,
  relative: boolean,
): { mask: RunsMask; added: number } {
  const best = rowArgmax(probs, n);
  let added = 0;
  const mask = buildCausal(n, (i, keep) => {
    const largest = probs[i * n + best[i]!]!;
    const least = relative ? t * largest : t;
    if (largest < least) {
      added++;
      keep(best[i]!, best[i]! + 1);
      return;
    }
    for (let j = 0; j <= i; j++) if (probs[i * n + j]! >= least) keep(j, j + 1);
  });
  return { mask, added };
}

/** The k largest weights of each row, ties to the lower index. */
export function rowTopK(probs: Float32Array, n: number, k: number, kernels: Kernels): RunsMask {
  return buildCausal(n, (i, keep) => {
    if (k > i) return keep(0, i + 1);
    for (const j of kernels.topK(probs.subarray(i * n, i * n + i + 1), k).sort()) keep(j, j + 1);
  });
}

/** The fewest largest weights of each row that sum to p at least, the crossing one included. */
export function rowTopP(probs: Float32Array, n: number, p: number, kernels: Kernels): RunsMask {
  return buildCausal(n, (i, keep) => {
    if (p >= 1) return keep(0, i + 1);
    const row = probs.subarray(i * n, i * n + i + 1);
    const order = kernels.topK(row, row.length);
    let sum = 0;
    let length = 0;
    while (length < order.length && (sum < p || length === 0)) sum += row[order[length++]!]!;
    for (const j of order.slice(0, length).sort()) keep(j, j + 1);
  });
}

/** The k tiles of each block row that hold the most attention. */
export function topTiles(
  probs: Float32Array,
  n: number,
  block: number,
  k: number,
  kernels: Kernels,
): { mask: TileMask; sums: Matrix } {
  const sums = tileSums(probs, n, block);
  return { mask: blockMask(n, block, bestBlocks(sums, k, kernels)), sums };
}

/** Attention mass of each block × block tile: ceil(n / block) on a side. */
export function tileSums(probs: Float32Array, n: number, block: number): Matrix {
  const nb = Math.ceil(n / block);
  const sums = matrix(nb, nb);
  for (let i = 0; i < n; i++) {
    const row = Math.floor(i / block) * nb;
    for (let J = 0, j = 0; j <= i; J++) {
      const end = Math.min(i + 1, j + block);
      let sum = 0;
      for (; j < end; j++) sum += probs[i * n + j]!;
      sums.data[row + J]! += sum;
    }
  }
  return sums;
}

/** Where each row is largest, ties to the lower index. */
export function rowArgmax(probs: Float32Array, n: number): Uint32Array {
  const best = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    let largest = -1;
    for (let j = 0; j <= i; j++) {
      const p = probs[i * n + j]!;
      if (p > largest) {
        largest = p;
        best[i] = j;
      }
    }
  }
  return best;
}
