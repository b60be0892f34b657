// Causal attention, row by row: scores, softmax with the row's maximum taken off, weighted values.
import type { Mask } from '../../core/mask/mask.ts';
import { matrix, rowOf, type Matrix } from '../../core/tensor.ts';
import { checkHead, checkLength, checkMask, checkRange } from '../check.ts';
import type { Kernels } from '../contract.ts';

type Attention = Pick<
  Kernels,
  'attentionRows' | 'attentionOutput' | 'attentionBoth' | 'maskedRows' | 'recallRows'
>;

export const attention: Attention = {
  attentionRows(q, k, scale, from, to, out, statistics) {
    checkHead('attentionRows', q, k);
    checkRange('attentionRows', from, to, q.rows);
    const n = k.rows;
    const probs = out ?? new Float32Array((to - from) * n);
    checkLength('attentionRows: out', probs.length, (to - from) * n);
    if (statistics) {
      checkLength('attentionRows: statistics.max', statistics.max.length, to - from);
      checkLength('attentionRows: statistics.sum', statistics.sum.length, to - from);
    }
    for (let i = from; i < to; i++) {
      const row = probs.subarray((i - from) * n, (i - from + 1) * n);
      const { max, sum } = weigh(q, k, scale, i, [0, i + 1], row);
      divide(row, [0, i + 1], sum);
      row.fill(0, i + 1);
      if (statistics) {
        statistics.max[i - from] = max;
        statistics.sum[i - from] = sum;
      }
    }
    return probs;
  },

  attentionOutput(q, k, v, scale, mask, from, to) {
    checkHead('attentionOutput', q, k, v);
    checkRange('attentionOutput', from, to, q.rows);
    if (mask) checkMask('attentionOutput', mask, q.rows);
    const row = new Float32Array(k.rows);
    const result = matrix(to - from, v.cols);
    for (let i = from; i < to; i++) {
      const runs = mask ? causalRuns(mask, i) : [0, i + 1];
      const { sum } = weigh(q, k, scale, i, runs, row);
      divide(row, runs, sum);
      addValues(row, runs, v, rowOf(result, i - from));
    }
    return result;
  },

  attentionBoth(q, k, v, scale, from, to, rows) {
    return {
      rows: attention.attentionRows(q, k, scale, from, to, rows),
      output: attention.attentionOutput(q, k, v, scale, null, from, to),
    };
  },

  maskedRows(q, k, v, scale, mask, from, to) {
    checkHead('maskedRows', q, k, v);
    checkRange('maskedRows', from, to, q.rows);
    checkMask('maskedRows', mask, q.rows);
    const dense = attention.attentionOutput(q, k, v, scale, null, from, to);
    const sparse = attention.attentionOutput(q, k, v, scale, mask, from, to);
    const recall = new Float32Array(to - from);
    const errorSquared = new Float32Array(to - from);
    const normSquared = new Float32Array(to - from);
    const row = new Float32Array(k.rows);
    for (let r = 0; r < to - from; r++) {
      const { sum } = weigh(q, k, scale, from + r, [0, from + r + 1], row);
      recall[r] = total(row, causalRuns(mask, from + r)) / sum;
      let error = 0;
      let norm = 0;
      for (let p = r * v.cols; p < (r + 1) * v.cols; p++) {
        const value = dense.data[p] as number;
        error += (value - (sparse.data[p] as number)) ** 2;
        norm += value ** 2;
      }
      errorSquared[r] = error;
      normSquared[r] = norm;
    }
    return { recall, errorSquared, normSquared };
  },

  recallRows(probs, mask, from, to) {
    const n = mask.cols;
    checkMask('recallRows', mask, n);
    checkRange('recallRows', from, to, n);
    checkLength('recallRows: probs', probs.length, n * n);
    const recall = new Float32Array(to - from);
    for (let i = from; i < to; i++) {
      recall[i - from] = total(probs.subarray(i * n, (i + 1) * n), causalRuns(mask, i));
    }
    return recall;
  },
};

/** Kept keys of query row i at or before the diagonal: start, end, start, end, … */
export function causalRuns(mask: Mask, i: number): number[] {
  const runs: number[] = [];
  mask.forEachRun(i, (start, end) => {
    if (start <= i) runs.push(start, Math.min(end, i + 1));
  });
  return runs;
}

/** row[j] = exp(score(i, j) − max) on the runs. */
function weigh(
  q: Matrix,
  k: Matrix,
  scale: number,
  i: number,
  runs: readonly number[],
  row: Float32Array,
): { max: number; sum: number } {
  let max = -Infinity;
  for (let r = 0; r < runs.length; r += 2) {
    const end = runs[r + 1] as number;
    for (let j = runs[r] as number; j < end; j++) {
      const score = Math.fround(dot(q, i, k, j) * scale);
      row[j] = score;
      if (score > max) max = score;
    }
  }
  let sum = 0;
  for (let r = 0; r < runs.length; r += 2) {
    const end = runs[r + 1] as number;
    for (let j = runs[r] as number; j < end; j++) {
      const weight = Math.exp((row[j] as number) - max);
      row[j] = weight;
      sum += weight;
    }
  }
  return { max, sum };
}

function dot(a: Matrix, i: number, b: Matrix, j: number): number {
  const x = a.data;
  const y = b.data;
  const d = a.cols;
  let sum = 0;
  for (let p = i * d, s = j * d, end = p + d; p < end; p++, s++) {
    sum += (x[p] as number) * (y[s] as number);
  }
  return sum;
}

function divide(row: Float32Array, runs: readonly number[], by: number): void {
  for (let r = 0; r < runs.length; r += 2) {
    const end = runs[r + 1] as number;
    for (let j = runs[r] as number; j < end; j++) row[j] = (row[j] as number) / by;
  }
}

function total(row: Float32Array, runs: readonly number[]): number {
  let sum = 0;
  for (let r = 0; r < runs.length; r += 2) {
    const end = runs[r + 1] as number;
    for (let j = runs[r] as number; j < end; j++) sum += row[j] as number;
  }
  return sum;
}

/** out += Σ_j row[j] · v_j over the runs. */
function addValues(row: Float32Array, runs: readonly number[], v: Matrix, out: Float32Array): void {
  const d = v.cols;
  const values = v.data;
  for (let r = 0; r < runs.length; r += 2) {
    const end = runs[r + 1] as number;
    for (let j = runs[r] as number; j < end; j++) {
      const weight = row[j] as number;
      for (let c = 0, p = j * d; c < d; c++, p++) {
        out[c] = (out[c] as number) + weight * (values[p] as number);
      }
    }
  }
}
