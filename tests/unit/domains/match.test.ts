import { expect, test, vi } from 'vitest';
import { matchBudget } from '../../../src/domains/match.ts';

test('finds the budget of a smooth method to a tenth of a point', async () => {
  // Keeps more than it is asked for: budget b keeps √b.
  const { budget, sparsity } = await matchBudget((b) => 1 - Math.sqrt(b), 0.8);
  expect(sparsity).toBeCloseTo(0.8, 3);
  expect(budget).toBeCloseTo(0.04, 3);
});

test('takes the nearer side of a step', async () => {
  // Eight blocks, whole ones only: sparsities 0, 1/8, …, 7/8.
  const steps = (b: number): number => 1 - Math.max(1, Math.round(b * 8)) / 8;
  expect(await matchBudget(steps, 0.6)).toMatchObject({ sparsity: 0.625, capped: false });
  expect(await matchBudget(steps, 0.55)).toMatchObject({ sparsity: 0.5, capped: false });
});

test('returns the ceiling where what is always kept puts one under the target', async () => {
  const { sparsity, capped } = await matchBudget((b) => Math.min(0.7, 1 - b), 0.95);
  expect(sparsity).toBe(0.7);
  expect(capped).toBe(true);
});

test('a method that ignores the budget is taken as it is', async () => {
  expect((await matchBudget(() => 0, 0.9)).sparsity).toBe(0);
  expect((await matchBudget(() => 1, 0.9)).sparsity).toBe(1);
});

test('a try is asked for its answer, and near enough ends the search', async () => {
  // Budget b keeps 0.8·b. The first try, 0.4, keeps 0.32; the second, 0.4·0.4/0.32 = 0.5, keeps 0.4.
  const keeps = vi.fn((b: number) => Promise.resolve(1 - 0.8 * b));
  const { budget, sparsity } = await matchBudget(keeps, 0.6, 0.001);
  expect(keeps).toHaveBeenCalledTimes(2);
  expect(budget).toBeCloseTo(0.5, 10);
  expect(sparsity).toBeCloseTo(0.6, 10);
});

test('whatever way sparsity falls, no other try of the search comes nearer than its answer', async () => {
  const tried: number[] = [];
  const steps = (b: number): number => {
    tried.push(1 - Math.ceil(b * 5) / 5);
    return tried.at(-1) ?? 0;
  };
  const { sparsity } = await matchBudget(steps, 0.47);
  expect(tried.length).toBeGreaterThan(3);
  expect(Math.abs(sparsity - 0.47)).toBe(Math.min(...tried.map((s) => Math.abs(s - 0.47))));
});
