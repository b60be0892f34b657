// SparseGPT's column algorithm: from left to right, each dropped weight's error is spread over the
// columns to its right. Source: IST-DASLab/sparsegpt, sparsegpt.py.
import { matrix, type Matrix } from '../../../core/tensor.ts';
import type { LayerInputs, WeightMatrix } from '../../weights.ts';
import { factorFlops, factorOf, type Factor } from './factor.ts';
import { dropInGroup, thresholdAt, type Keep } from './keep.ts';
import type { Groups } from './params.ts';

export interface Settings {
  readonly sparsity: number;
  readonly groups: Groups | null;
  /** Columns whose mask is chosen at once; a multiple of the groups' size. */
  readonly block: number;
  readonly damping: number;
}

export interface Solved {
  readonly keep: Keep;
  /** out × in, after compensation. */
  readonly weight: Float32Array;
  /** w²/U_jj² at the moment when the weight's mask was chosen. */
  readonly scores: Matrix;
}

/** FLOPs of H, its factor, and the compensation of half of all later columns on average. */
export function solveFlops(subject: WeightMatrix, inputs: LayerInputs): number {
  return factorFlops(subject, inputs) + subject.out * subject.in ** 2;
}

export function solve(subject: WeightMatrix, inputs: LayerInputs, settings: Settings): Solved {
  const factor = factorOf(inputs, settings.damping);
  const { rows, cols, data } = subject.weight;
  const work = new Float64Array(data);
  if (factor.dead.includes(1)) {
    for (let p = 0; p < work.length; p++) if (factor.dead[p % cols]) work[p] = 0;
  }
  const keep = new Uint8Array(data.length).fill(1);
  const scores = matrix(rows, cols);
  for (let from = 0; from < cols; from += settings.block) {
    const to = Math.min(cols, from + settings.block);
    if (!settings.groups) chooseBlock(work, factor, scores, keep, from, to, settings.sparsity);
    for (let i = 0; i < rows; i++) {
      solveRow(work, factor, scores, keep, i * cols, from, to, settings.groups);
    }
  }
  return { keep, weight: new Float32Array(work), scores };
}

/** Drops all scores of columns [from, to), of all rows, that are at most the common threshold. */
function chooseBlock(
  work: Float64Array,
  factor: Factor,
  scores: Matrix,
  keep: Keep,
  from: number,
  to: number,
  sparsity: number,
): void {
  const { rows, cols } = scores;
  const wide = to - from;
  const block = new Float32Array(rows * wide);
  for (let i = 0; i < rows; i++) {
    fillScores(work, factor, scores, i * cols, from, to);
    block.set(scores.data.subarray(i * cols + from, i * cols + to), i * wide);
  }
  const threshold = thresholdAt(block, sparsity);
  for (let i = 0; i < rows; i++) {
    for (let p = i * cols + from; p < i * cols + to; p++) {
      if (scores.data[p]! <= threshold) keep[p] = 0;
    }
  }
}

function fillScores(
  work: Float64Array,
  { upper, size }: Factor,
  scores: Matrix,
  start: number,
  from: number,
  to: number,
): void {
  for (let j = from; j < to; j++) {
    scores.data[start + j] = (work[start + j]! / upper[j * size + j]!) ** 2;
  }
}

/** Drops and compensates columns [from, to) of the row that begins at `start`. */
function solveRow(
  work: Float64Array,
  factor: Factor,
  scores: Matrix,
  keep: Keep,
  start: number,
  from: number,
  to: number,
  groups: Groups | null,
): void {
  const { upper, size } = factor;
  for (let j = from; j < to; j++) {
    if (groups && j % groups.m === 0) {
      fillScores(work, factor, scores, start, j, j + groups.m);
      dropInGroup(scores.data, keep, start + j, groups.n, groups.m);
    }
    if (keep[start + j]) continue;
    const error = work[start + j]! / upper[j * size + j]!;
    work[start + j] = 0;
    if (error === 0) continue;
    // Columns beyond the block could wait for its end; the sum is the same.
    for (let c = j + 1; c < size; c++) work[start + c]! -= error * upper[j * size + c]!;
  }
}

/** ½·δ·H·δᵀ of one row's change δ: its squared output error, summed over the tokens of a sequence. */
export function rowError(
  hessian: Float32Array,
  before: Float32Array,
  after: ArrayLike<number>,
): number {
  const size = before.length;
  let total = 0;
  for (let i = 0; i < size; i++) {
    const change = before[i]! - after[i]!;
    if (change === 0) continue;
    let sum = 0;
    for (let j = 0; j < size; j++) sum += hessian[i * size + j]! * (before[j]! - after[j]!);
    total += change * sum;
  }
  return total / 2;
}
