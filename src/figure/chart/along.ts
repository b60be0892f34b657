// Reading a curve between its measured points. Budgets are spaced evenly on a log scale, so between
// two of them the logarithm is interpolated.
import type { ChartPoint } from '../types.ts';

/** Relative; budgets that differ by less are the same one, computed otherwise. */
const ROUNDING = 1e-12;

export function byBudget(points: readonly ChartPoint[]): ChartPoint[] {
  return [...points].sort((a, b) => a.budget - b.budget);
}

/** The curve at a budget; null without points and beyond its ends, where nothing was measured. */
export function pointAtBudget(points: readonly ChartPoint[], budget: number): ChartPoint | null {
  const sorted = byBudget(points);
  const there = sorted.find((point) => Math.abs(point.budget - budget) <= ROUNDING * budget);
  if (there) return there;
  const above = sorted.findIndex((point) => point.budget >= budget);
  const [a, b] = [sorted[above - 1], sorted[above]];
  if (!a || !b) return null;
  const t = Math.log(budget / a.budget) / Math.log(b.budget / a.budget);
  return { budget, x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) };
}

/** Where along x a budget beyond the ends lies: what is kept more than at the end is dropped less. */
export function xBeyond(points: readonly ChartPoint[], budget: number): number | null {
  const end = nearest(points, (point) => point.budget - budget);
  return end && end.x + end.budget - budget;
}

/** The same the other way round: the budget of an x beyond the ends. */
export function budgetBeyond(points: readonly ChartPoint[], x: number): number | null {
  const end = nearest(points, (point) => point.x - x);
  return end && end.budget + end.x - x;
}

/**
 * The budget whose point lies at `x` along the curve; null without points. Where a method reaches the
 * same x more than once the smallest such budget wins; beyond the ends, the end's own budget.
 */
export function budgetAtX(points: readonly ChartPoint[], x: number): number | null {
  const sorted = byBudget(points);
  for (const [i, b] of sorted.entries()) {
    const a = sorted[i - 1];
    if (!a || a.x === b.x || (x - a.x) * (x - b.x) > 0) continue;
    const t = (x - a.x) / (b.x - a.x);
    return a.budget * (b.budget / a.budget) ** t;
  }
  return nearest(sorted, (point) => point.x - x)?.budget ?? null;
}

/** The first of the points that are the least away. */
function nearest(
  points: readonly ChartPoint[],
  away: (point: ChartPoint) => number,
): ChartPoint | null {
  const by = (point: ChartPoint): number => Math.abs(away(point));
  return byBudget(points).reduce<ChartPoint | null>(
    (best, point) => (best && by(best) <= by(point) ? best : point),
    null,
  );
}
