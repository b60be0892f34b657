// RIA's score, and the serpentine deal of inputs to N:M groups.
// Source: biomedical-cybernetics/Relative-importance-and-activation-pruning, lib/prune.py.
import { matrix, type Matrix } from '../../../core/tensor.ts';
import type { LayerInputs, WeightMatrix } from '../../weights.ts';
import { keepNofM, type Keep } from '../_shared/keep.ts';
import type { Groups } from '../_shared/params.ts';

/** (|W_ij|/Σ_i|W_ij| + |W_ij|/Σ_j|W_ij|)·‖x_j‖^power; a weight of 0 scores 0. */
export function riaScores({ weight }: WeightMatrix, { l2 }: LayerInputs, power: number): Matrix {
  const { rows, cols, data } = weight;
  const ofRow = new Float64Array(rows);
  const ofCol = new Float64Array(cols);
  for (let i = 0, p = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, p++) {
      const size = Math.abs(data[p]!);
      ofRow[i]! += size;
      ofCol[j]! += size;
    }
  }
  const norms = Float64Array.from(l2, (x) => x ** power);
  const scores = matrix(rows, cols);
  for (let i = 0, p = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, p++) {
      const size = Math.abs(data[p]!);
      if (size > 0) scores.data[p] = (size / ofCol[j]! + size / ofRow[i]!) * norms[j]!;
    }
  }
  return scores;
}

/**
 * Inputs in the order in which they form groups: ascending by Σ_i S they fill slot 0 of all groups,
 * then slot 1 of all groups backwards, and so on.
 */
export function dealt(scores: Matrix, { m }: Groups): Uint32Array {
  const sums = new Float64Array(scores.cols);
  for (let p = 0; p < scores.data.length; p++) sums[p % scores.cols]! += scores.data[p]!;
  const ascending = [...sums.keys()].sort((a, b) => sums[a]! - sums[b]! || a - b);
  const groups = scores.cols / m;
  const order = new Uint32Array(scores.cols);
  ascending.forEach((input, at) => {
    const slot = Math.floor(at / groups);
    const turn = at % groups;
    order[(slot % 2 === 0 ? turn : groups - 1 - turn) * m + slot] = input;
  });
  return order;
}

/** N of M of the inputs as they stand in `order`. */
export function keepInOrder(scores: Matrix, { n, m }: Groups, order: Uint32Array): Keep {
  const { rows, cols } = scores;
  const moved = matrix(rows, cols);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) moved.data[i * cols + j] = scores.data[i * cols + order[j]!]!;
  }
  const chosen = keepNofM(moved, n, m);
  const keep = new Uint8Array(chosen.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) keep[i * cols + order[j]!] = chosen[i * cols + j]!;
  }
  return keep;
}
