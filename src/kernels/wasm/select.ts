// Pooling and selection on the WebAssembly tiers.
import { matrix } from '../../core/tensor.ts';
import { checkPositive } from '../check.ts';
import type { Kernels } from '../contract.ts';
import type { Engine } from './exports.ts';

export function createSelect({ wasm, arena }: Engine): Pick<Kernels, 'poolMean' | 'topK'> {
  return {
    poolMean(x, block) {
      checkPositive('poolMean: block', block);
      arena.begin();
      const from = arena.copy(x.data);
      const rows = Math.ceil(x.rows / block);
      const to = arena.take(4 * rows * x.cols);
      wasm.poolMean(from, x.rows, x.cols, block, to);
      return matrix(rows, x.cols, arena.floats(to, rows * x.cols).slice());
    },

    topK(values, k) {
      if (!Number.isInteger(k) || k < 0) throw new Error(`topK: k must be 0 or more, got ${k}`);
      arena.begin();
      const from = arena.copy(values);
      const bad = wasm.findNaN(from, values.length);
      if (bad >= 0) throw new Error(`topK: entry ${bad} is NaN`);
      const count = Math.min(k, values.length);
      if (count === 0) return new Uint32Array(0);
      const to = arena.take(4 * count);
      const keys = arena.take(4 * values.length);
      const spare = arena.take(4 * count);
      const bins = arena.take(4 * 2048);
      wasm.topK(from, values.length, count, to, keys, spare, bins);
      return arena.words(to, count).slice();
    },
  };
}
