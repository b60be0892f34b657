import { expect, test } from 'vitest';
import { byError, medianError, modelSparsity } from '../../../src/views/weights/compare/pruned.ts';

const SITES = [
  { layer: 0, matrix: 'q', kept: 10, weights: 40, outputError: 0.3 },
  { layer: 0, matrix: 'down', kept: 50, weights: 60, outputError: null },
  { layer: 1, matrix: 'q', kept: 20, weights: 40, outputError: 0.1 },
  { layer: 1, matrix: 'v', kept: 0, weights: 60, outputError: 0.9 },
] as const;

test('large matrices count for more', () => {
  // 80 of 200 are kept; the mean of the four sparsities would be 0.604.
  expect(modelSparsity(SITES)).toBeCloseTo(0.6, 12);
});

test('the worst first, those without held-out tokens left out', () => {
  expect(byError(SITES).map(({ outputError }) => outputError)).toEqual([0.9, 0.3, 0.1]);
});

test('the median is one of the errors', () => {
  expect(medianError(SITES)).toBe(0.3);
  expect(medianError(SITES.slice(2))).toBe(0.9);
  expect(medianError(SITES.slice(1, 2))).toBeNull();
});
