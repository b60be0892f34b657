import { expect, test } from 'vitest';
import { matchBudget } from '../../../src/domains/attention/match.ts';

test('finds the budget of a smooth method to a tenth of a point', () => {
  // Keeps more than it is asked for: budget b keeps √b.
  const { budget, sparsity } = matchBudget((b) => 1 - Math.sqrt(b), 0.8);
  expect(sparsity).toBeCloseTo(0.8, 3);
  expect(budget).toBeCloseTo(0.04, 3);
});

test('takes the nearer side of a step', () => {
  // Eight blocks, whole ones only: sparsities 0, 1/8, …, 7/8.
  const steps = (b: number): number => 1 - Math.max(1, Math.round(b * 8)) / 8;
  expect(matchBudget(steps, 0.6)).toMatchObject({ sparsity: 0.625, capped: false });
  expect(matchBudget(steps, 0.55)).toMatchObject({ sparsity: 0.5, capped: false });
});

test('returns the ceiling where forced keys put one under the target', () => {
  const { sparsity, capped } = matchBudget((b) => Math.min(0.7, 1 - b), 0.95);
  expect(sparsity).toBe(0.7);
  expect(capped).toBe(true);
});

test('a method that ignores the budget is taken as it is', () => {
  expect(matchBudget(() => 0, 0.9).sparsity).toBe(0);
});
