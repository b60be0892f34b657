// Pooling and selection.
import { matrix, rowOf } from '../../core/tensor.ts';
import { checkNumbers, checkPositive } from '../check.ts';
import type { Kernels } from '../contract.ts';

type Select = Pick<Kernels, 'poolMean' | 'topK'>;

export const select: Select = {
  poolMean(x, block) {
    checkPositive('poolMean: block', block);
    const out = matrix(Math.ceil(x.rows / block), x.cols);
    for (let b = 0; b < out.rows; b++) {
      const end = Math.min(x.rows, (b + 1) * block);
      const sums = rowOf(out, b);
      for (let i = b * block; i < end; i++) {
        const row = rowOf(x, i);
        for (let c = 0; c < x.cols; c++) sums[c] = (sums[c] as number) + (row[c] as number);
      }
      for (let c = 0; c < x.cols; c++) sums[c] = (sums[c] as number) / (end - b * block);
    }
    return out;
  },

  topK(values, k) {
    if (!Number.isInteger(k) || k < 0) throw new Error(`topK: k must be 0 or more, got ${k}`);
    checkNumbers('topK', values);
    const count = Math.min(k, values.length);
    if (count === 0) return new Uint32Array(0);
    const least = values.slice().sort()[values.length - count] as number;
    const above: number[] = [];
    const equal: number[] = [];
    for (let p = 0; p < values.length; p++) {
      const value = values[p] as number;
      if (value > least) above.push(p);
      else if (value === least && equal.length < count) equal.push(p);
    }
    above.sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
    return Uint32Array.from([...above, ...equal.slice(0, count - above.length)]);
  },
};
