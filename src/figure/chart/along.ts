// Reading a curve between its measured points. Budgets are spaced evenly on a log scale, so between
// two of them the logarithm is interpolated.
import type { ChartPoint } from '../types.ts';

export function byBudget(points: readonly ChartPoint[]): ChartPoint[] {
  return [...points].sort((a, b) => a.budget - b.budget);
}

/** The curve at a budget, or null while it has no points; beyond its ends, the nearest end. */
export function pointAtBudget(points: readonly ChartPoint[], budget: number): ChartPoint | null {
  const sorted = byBudget(points);
  const first = sorted[0];
  const last = sorted[sorted.length - 1];
  if (!first || !last) return null;
  if (budget <= first.budget) return first;
  if (budget >= last.budget) return last;
  const above = sorted.findIndex((point) => point.budget >= budget);
  const [a, b] = [sorted[above - 1] as ChartPoint, sorted[above] as ChartPoint];
  const t = Math.log(budget / a.budget) / Math.log(b.budget / a.budget);
  return { budget, x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) };
}

/**
 * The budget whose point lies at `x` along the curve; null without points. Where a method reaches the
 * same x more than once the smallest such budget wins; beyond the ends, the end's own budget.
 */
export function budgetAtX(points: readonly ChartPoint[], x: number): number | null {
  const sorted = byBudget(points);
  let nearest: ChartPoint | null = null;
  for (const [i, b] of sorted.entries()) {
    if (!nearest || Math.abs(b.x - x) < Math.abs(nearest.x - x)) nearest = b;
    const a = sorted[i - 1];
    if (!a || a.x === b.x || (x - a.x) * (x - b.x) > 0) continue;
    const t = (x - a.x) / (b.x - a.x);
    return a.budget * (b.budget / a.budget) ** t;
  }
  return nearest?.budget ?? null;
}
