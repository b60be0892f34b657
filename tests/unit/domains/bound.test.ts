import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestRecall } from '../../../src/domains/attention/bound.ts';

test('by hand: the largest entries, wherever they stand', () => {
  // Rows [1], [.6 .4], [.5 .3 .2]; the upper triangle must not count.
  const dense = Float32Array.from([1, 9, 9, 0.6, 0.4, 9, 0.5, 0.3, 0.2]);
  expect(bestRecall(dense, 3, 1)).toBeCloseTo(1 / 3, 6);
  expect(bestRecall(dense, 3, 3)).toBeCloseTo((1 + 0.6 + 0.5) / 3, 6);
  expect(bestRecall(dense, 3, 6)).toBeCloseTo(1, 6);
  expect(bestRecall(dense, 3, 0)).toBe(0);
});

test('agrees with sorting everything', () => {
  const n = 9;
  fc.assert(
    fc.property(
      fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 81, maxLength: 81 }),
      fc.integer({ min: 0, max: 45 }),
      (values, pairs) => {
        const dense = Float32Array.from(values);
        const causal: number[] = [];
        for (let i = 0; i < n; i++) causal.push(...dense.subarray(i * n, i * n + i + 1));
        causal.sort((a, b) => b - a);
        const sum = causal.slice(0, pairs).reduce((a, b) => a + b, 0);
        expect(bestRecall(dense, n, pairs)).toBeCloseTo(sum / n, 6);
      },
    ),
  );
});
