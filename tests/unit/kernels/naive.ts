// Attention in float64 by the textbook, and random inputs. Nothing here is shared with the kernels.
import type { Mask } from '../../../src/core/mask/mask.ts';
import { buildRuns, type RunsMask } from '../../../src/core/mask/runs.ts';
import { createRandom, type Random } from '../../../src/core/random.ts';
import { matrix, type Matrix } from '../../../src/core/tensor.ts';

/** Entries uniform in [−size, size]. */
export function randomMatrix(seed: string, rows: number, cols: number, size = 1): Matrix {
  const random = createRandom(seed);
  const m = matrix(rows, cols);
  for (let p = 0; p < m.data.length; p++) m.data[p] = size * (2 * random.next() - 1);
  return m;
}

/** Each pair kept with probability `density`, also above the diagonal; some rows keep nothing. */
export function randomMask(random: Random, n: number, density: number): RunsMask {
  return buildRuns(n, n, (_, keep) => {
    for (let j = 0; j < n; j++) if (random.next() < density) keep(j, j + 1);
  });
}

export function at(m: Matrix, i: number, j: number): number {
  return m.data[i * m.cols + j]!;
}

/** Softmax weights of row i over the causal keys (that `mask` keeps); all 0 where there are none. */
export function naiveRow(
  q: Matrix,
  k: Matrix,
  scale: number,
  i: number,
  mask: Mask | null = null,
): number[] {
  const scores = Array.from({ length: k.rows }, (_, j) => {
    if (j > i || (mask && !mask.has(i, j))) return -Infinity;
    let sum = 0;
    for (let c = 0; c < q.cols; c++) sum += at(q, i, c) * at(k, j, c);
    return sum * scale;
  });
  const max = Math.max(...scores);
  if (max === -Infinity) return scores.map(() => 0);
  const weights = scores.map((score) => Math.exp(score - max));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Σ_j weights[j] · v_j. */
export function naiveOutput(weights: readonly number[], v: Matrix): number[] {
  return Array.from({ length: v.cols }, (_, c) =>
    weights.reduce((sum, weight, j) => sum + weight * at(v, j, c), 0),
  );
}

export function squared(x: readonly number[]): number {
  return x.reduce((sum, value) => sum + value * value, 0);
}

/** Largest difference; Infinity for unequal lengths and NaN. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let p = 0; p < a.length; p++) {
    const difference = Math.abs(a[p]! - b[p]!);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}
