import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matrixOf } from '../../../src/core/tensor.ts';
import { at, distance, randomMatrix } from './naive.ts';
import { onEveryTier } from './tiers.ts';

function naiveTopK(values: Float32Array, k: number): number[] {
  return [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b).slice(0, k);
}

onEveryTier('poolMean', (kernels) => {
  test('a ragged last block is divided by its own size', () => {
    const x = matrixOf([
      [1, 10],
      [3, 30],
      [8, 80],
    ]);
    const pooled = kernels.poolMean(x, 2);
    expect([pooled.rows, pooled.cols]).toEqual([2, 2]);
    expect([...pooled.data]).toEqual([2, 20, 8, 80]);
  });

  test('agrees with the textbook, and refuses blocks of nothing', () => {
    for (const cols of [1, 4, 7, 32]) {
      for (const block of [1, 3, 16, 100]) {
        const x = randomMatrix('x', 53, cols);
        const expected: number[] = [];
        for (let first = 0; first < 53; first += block) {
          const size = Math.min(block, 53 - first);
          for (let c = 0; c < cols; c++) {
            let sum = 0;
            for (let i = first; i < first + size; i++) sum += at(x, i, c);
            expected.push(sum / size);
          }
        }
        expect(distance(kernels.poolMean(x, block).data, expected)).toBeLessThan(1e-6);
      }
    }
    expect(() => kernels.poolMean(matrixOf([[1]]), 0)).toThrow('at least 1, got 0');
  });
});

onEveryTier('topK', (kernels) => {
  test('descending, ties to the lower index, −0 equal to 0', () => {
    expect([...kernels.topK(Float32Array.of(1, 3, 2, 3, -1), 3)]).toEqual([1, 3, 2]);
    expect([...kernels.topK(Float32Array.of(-0, 0, -0, 0), 3)]).toEqual([0, 1, 2]);
    expect([...kernels.topK(Float32Array.of(-Infinity, 5, Infinity), 9)]).toEqual([2, 1, 0]);
    expect(kernels.topK(Float32Array.of(1, 2), 0)).toHaveLength(0);
    expect(kernels.topK(new Float32Array(0), 4)).toHaveLength(0);
  });

  test('more ties than places', () => {
    const values = new Float32Array(300).fill(1);
    values.set([9, 8, 7], 200);
    values.set([5, 6]);
    expect([...kernels.topK(values, 7)]).toEqual([200, 201, 202, 1, 0, 2, 3]);
  });

  test('any values, many of them equal', () => {
    const value = fc.oneof(
      fc.constantFrom(0, -0, 1, -1, 1e-45, -1e-45, 3.4e38, -3.4e38, Infinity, -Infinity),
      fc.float({ noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 300 }), fc.nat(310), (list, k) => {
        const values = Float32Array.from(list);
        expect([...kernels.topK(values, k)]).toEqual(naiveTopK(values, k));
      }),
    );
  });

  test('a long list', () => {
    const values = randomMatrix('long', 1, 20_000).data.map((x) => Math.round(x * 3000));
    expect([...kernels.topK(values, 5000)]).toEqual(naiveTopK(values, 5000));
  });

  test('refuses NaN and impossible counts', () => {
    expect(() => kernels.topK(Float32Array.of(1, NaN), 1)).toThrow('topK: entry 1 is NaN');
    expect(() => kernels.topK(Float32Array.of(1), -1)).toThrow('k must be 0 or more, got -1');
  });
});
