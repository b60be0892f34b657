// Wanda's score and its cuts, which other methods build on.
// Source: locuslab/wanda, lib/prune.py.
import { matrix, rowOf, type Matrix } from '../../../core/tensor.ts';
import { ExpectedError } from '../../../core/result.ts';
import type { Contest, LayerInputs, WeightMatrix } from '../../weights.ts';
import { dropSmallestPerRow, keepAll, keepNofM, type Keep } from './keep.ts';
import type { Groups } from './params.ts';

/** How calibration differs from that of the papers. */
export const CALIBRATED =
  'Calibrated on one text in sequences of 128 tokens, at most 1,024 on the page; the paper takes 128 sequences of 2,048 tokens from C4.';

/** What entered the layer on calibration text. Throws an ExpectedError where nothing is known of it. */
export function needInputs(subject: WeightMatrix): LayerInputs {
  if (subject.inputs) return subject.inputs;
  throw new ExpectedError('x', 'this method needs calibration activations, and there are none');
}

/** |W_ij|·‖x_j‖, out × in. */
export function wandaScores({ weight }: WeightMatrix, { l2 }: LayerInputs): Matrix {
  const { rows, cols, data } = weight;
  const scores = new Float32Array(data.length);
  for (let i = 0, p = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, p++) scores[p] = Math.abs(data[p]!) * l2[j]!;
  }
  return matrix(rows, cols, scores);
}

/** FLOPs of the scores: squares and sums of the inputs, one product per weight. */
export function wandaFlops({ out, in: size }: WeightMatrix, { tokens }: LayerInputs): number {
  return 2 * tokens * size + out * size;
}

/** Exactly ⌊in·s⌋ of each row go, or M − N of each group. */
export function cutRows(scores: Matrix, sparsity: number, groups: Groups | null): Keep {
  return groups
    ? keepNofM(scores, groups.n, groups.m)
    : dropSmallestPerRow(scores, Math.floor(scores.cols * sparsity));
}

export function contestOf(groups: Groups | null, otherwise: 'row' | 'matrix'): Contest {
  return groups ? { among: 'group', size: groups.m } : { among: otherwise };
}

export interface ShareCut {
  readonly keep: Keep;
  /** Share of each row's total score that may go. */
  readonly alpha: number;
}

/** Beyond this the bisection of `cutByShare` has come to its upper end, and the sparsity may be missed. */
export const ALMOST_ALL = 0.799;

/**
 * Each row loses its smallest scores up to a share α of their sum; α is found by bisection, from 0.4
 * within [0, 0.8], until the sparsity is met to 0.001 or the bracket is narrower than that.
 */
export function cutByShare(scores: Matrix, sparsity: number): ShareCut {
  if (sparsity === 0) return { keep: keepAll(scores), alpha: 0 };
  const rows = Array.from({ length: scores.rows }, (_, i) => sortedRow(rowOf(scores, i)));
  const lost = (alpha: number): number =>
    rows.reduce((sum, row) => sum + row.lost(alpha), 0) / scores.data.length;
  let alpha = 0.4;
  let [low, high] = [0, 0.8];
  for (;;) {
    const reached = lost(alpha);
    if (Math.abs(reached - sparsity) <= 0.001 || high - low < 0.001) break;
    if (reached > sparsity) [high, alpha] = [alpha, (alpha + low) / 2];
    else [low, alpha] = [alpha, (alpha + high) / 2];
  }
  const keep = keepAll(scores);
  rows.forEach((row, i) => {
    const threshold = row.threshold(alpha);
    for (let p = i * scores.cols; p < (i + 1) * scores.cols; p++) {
      if (scores.data[p]! <= threshold) keep[p] = 0;
    }
  });
  return { keep, alpha };
}

interface SortedRow {
  /** Largest score whose ascending running sum is at most α of the row's total; −∞ for none. */
  threshold(alpha: number): number;
  /** Scores that are at most the threshold. */
  lost(alpha: number): number;
}

function sortedRow(scores: Float32Array): SortedRow {
  const sorted = scores.slice().sort();
  const sums = new Float64Array(sorted.length);
  let total = 0;
  for (let i = 0; i < sorted.length; i++) sums[i] = total += sorted[i]!;
  const within = (alpha: number): number => {
    let count = 0;
    while (count < sums.length && sums[count]! <= alpha * total) count++;
    return count;
  };
  return {
    threshold: (alpha) => sorted[within(alpha) - 1] ?? -Infinity,
    lost(alpha) {
      let count = within(alpha);
      // Equals of the threshold go too.
      while (count > 0 && count < sorted.length && sorted[count] === sorted[count - 1]) count++;
      return count;
    },
  };
}
