import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  budgetAtX,
  budgetBeyond,
  pointAtBudget,
  xBeyond,
} from '../../../src/figure/chart/along.ts';
import { linearScale, logScale, niceRange } from '../../../src/figure/chart/scale.ts';

const points = [
  { budget: 0.4, x: 0.6, y: 0.9 },
  { budget: 0.1, x: 0.9, y: 0.3 },
];

describe('along a curve', () => {
  test('half way between two budgets is their geometric mean', () => {
    const middle = pointAtBudget(points, 0.2);
    expect(middle?.x).toBeCloseTo(0.75, 12);
    expect(middle?.y).toBeCloseTo(0.6, 12);
  });
  test('beyond the ends nothing was measured', () => {
    expect(pointAtBudget(points, 0.01)).toBeNull();
    expect(pointAtBudget(points, 1)).toBeNull();
    expect(pointAtBudget(points, 0.1)).toEqual(points[1]);
    expect(pointAtBudget(points, 0.4)).toEqual(points[0]);
  });
  test('beyond the ends, what is kept more is dropped less, and back', () => {
    // From the end at budget 0.1, x 0.9, and from that at 0.4, 0.6.
    expect(xBeyond(points, 0.04)).toBeCloseTo(0.96, 12);
    expect(xBeyond(points, 0.7)).toBeCloseTo(0.3, 12);
    expect(budgetBeyond(points, 0.96)).toBeCloseTo(0.04, 12);
    expect(budgetBeyond(points, 0.3)).toBeCloseTo(0.7, 12);
    expect(xBeyond([], 0.2)).toBeNull();
    expect(budgetBeyond([], 0.2)).toBeNull();
  });
  test('of an x beyond the ends, the budget is that of the end', () => {
    expect(budgetAtX(points, 0)).toBe(0.4);
    expect(budgetAtX(points, 1)).toBe(0.1);
  });
  test('no points, no answer', () => {
    expect(pointAtBudget([], 0.2)).toBeNull();
    expect(budgetAtX([], 0.2)).toBeNull();
  });
  test('back from x to the budget that gave it', () => {
    expect(budgetAtX(points, 0.75)).toBeCloseTo(0.2, 12);
  });
  test('a flat stretch does not trap the handle', () => {
    const flat = [...points, { budget: 0.05, x: 0.9, y: 0.3 }];
    expect(budgetAtX(flat, 0.95)).toBe(0.05);
    expect(budgetAtX(flat, 0.75)).toBeCloseTo(0.2, 12);
  });
  test('an end is still the end after rounding', () => {
    const curve = [14, 88].map((p) => ({ budget: p / 100, x: 1 - p / 100, y: p }));
    const rounded = 0.14 * (0.88 / 0.14);
    expect(rounded).toBeGreaterThan(0.88);
    expect(pointAtBudget(curve, rounded)).toEqual(curve[1]);
    expect(pointAtBudget(curve, 0.89)).toBeNull();
  });
  test('there and back for every budget of a curve that falls strictly', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 2, maxLength: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (percents, t) => {
          const curve = percents.map((p) => ({ budget: p / 100, x: 1 - p / 100, y: p }));
          const [low, high] = [Math.min(...percents) / 100, Math.max(...percents) / 100];
          const budget = low * (high / low) ** t;
          const point = pointAtBudget(curve, budget);
          expect(budgetAtX(curve, point!.x)).toBeCloseTo(budget, 9);
        },
      ),
    );
  });
});

describe('scales', () => {
  test('there and back, held inside', () => {
    const scale = linearScale([0.5, 1], 40, 240, 5);
    expect(scale.to(0.75)).toBe(140);
    expect(scale.from(140)).toBeCloseTo(0.75, 12);
    expect(scale.from(0)).toBe(0.5);
    expect(scale.from(999)).toBe(1);
    expect(scale.ticks).toEqual([0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  });
  test('powers of ten at even distances', () => {
    const scale = logScale([1, 1000], 300, 0);
    expect(scale.ticks).toEqual([1, 10, 100, 1000]);
    expect(scale.ticks.map((tick) => Number(scale.to(tick).toFixed(6)))).toEqual([
      300, 200, 100, 0,
    ]);
    expect(scale.from(150)).toBeCloseTo(10 ** 1.5, 9);
    expect(logScale([2, 50], 0, 1).ticks).toEqual([10]);
  });
  test('a range has zero in it and round ends', () => {
    expect(niceRange([0.31, 0.82])).toEqual([0, 1]);
    expect(niceRange([-0.03, 0.82])).toEqual([-0.2, 1]);
    expect(niceRange([])).toBeNull();
    expect(niceRange([0])).toEqual([0, 1]);
    expect(niceRange([Number.NaN, 3])).toEqual([0, 3]);
  });
});
