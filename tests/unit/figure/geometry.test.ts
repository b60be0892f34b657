// What each geometry says of itself, and what the one view makes of it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causal } from '../../../src/figure/map/causal.ts';
import { full } from '../../../src/figure/map/full.ts';
import { aspectOf, type View } from '../../../src/figure/map/geometry.ts';
import { grid } from '../../../src/figure/map/grid.ts';
import {
  between,
  cellAt,
  clampView,
  isClosest,
  isWhole,
  nearestCell,
  panBy,
  reveal,
  viewOfZoom,
  wholeView,
  zoomAt,
  zoomOf,
} from '../../../src/figure/map/view.ts';

describe('full: a matrix', () => {
  it('fills the plot when whole: square, or up to twice as wide as tall', () => {
    expect(aspectOf(192, 192)).toBe(1);
    expect(aspectOf(512, 192)).toBe(1);
    expect(aspectOf(192, 512)).toBe(0.5);
    expect(aspectOf(300, 400)).toBe(0.75);
    expect(wholeView(full(512, 192))).toEqual({ row: 0, col: 0, side: 192, tall: 512 });
  });

  it('has square cells at the closest zoom', () => {
    // 12 columns over the width; of the height, half of it, 6 rows of the same size.
    expect(full(192, 512).tallAt(12, 0)).toBeCloseTo(6);
    expect(full(512, 192).tallAt(12, 0)).toBeCloseTo(12);
  });

  it('moves evenly between the ends on a log scale', () => {
    // Halfway from 192 to 12 columns is 48; halfway from 512 to 12 rows is √(512·12).
    expect(full(512, 192).tallAt(48, 0)).toBeCloseTo(Math.sqrt(512 * 12));
  });

  it('shows a matrix smaller than the closest zoom whole', () => {
    expect(full(4, 8).tallAt(8, 0)).toBe(4);
    expect(zoomOf(wholeView(full(4, 8)), full(4, 8))).toBeNull();
  });

  const shapes = fc.record({
    rows: fc.integer({ min: 1, max: 600 }),
    cols: fc.integer({ min: 1, max: 600 }),
  });

  it('stays inside, and the point under the pointer stays where it is', () => {
    fc.assert(
      fc.property(
        shapes,
        fc.double({ min: 0.2, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        ({ rows, cols }, factor, x, y) => {
          const shape = full(rows, cols);
          const view = zoomAt(wholeView(shape), factor, x, y, shape);
          expect(view.row).toBeGreaterThanOrEqual(0);
          expect(view.col).toBeGreaterThanOrEqual(0);
          expect(view.row + view.tall).toBeLessThanOrEqual(rows + 1e-6);
          expect(view.col + view.side).toBeLessThanOrEqual(cols + 1e-6);
          expect(view.col + x * view.side).toBeCloseTo(x * cols, 5);
          expect(view.row + y * view.tall).toBeCloseTo(y * rows, 5);
        },
      ),
    );
  });

  it('reveals any cell', () => {
    fc.assert(
      fc.property(
        shapes.chain(({ rows, cols }) =>
          fc.tuple(
            fc.constant(full(rows, cols)),
            fc.integer({ min: 0, max: rows - 1 }),
            fc.integer({ min: 0, max: cols - 1 }),
          ),
        ),
        ([shape, row, col]) => {
          const view = reveal(
            clampView({ row: 0, col: 0, side: 1, tall: 1 }, shape),
            { row, col },
            shape,
          );
          const x = (col + 0.5 - view.col) / view.side;
          const y = (row + 0.5 - view.row) / view.tall;
          // Where less than a row fits, its middle may lie just beyond the edge.
          if (view.tall >= 1) expect(cellAt(view, x, y, shape)).toEqual({ row, col });
        },
      ),
    );
  });

  it('survives a link in whole cells', () => {
    const shape = full(192, 512);
    const view = viewOfZoom([40, 100, 64], shape);
    expect(zoomOf(view, shape)).toEqual([40, 100, 64]);
    expect(view.tall).toBeCloseTo(shape.tallAt(64, 0));
  });

  it('finds no cell outside', () => {
    const shape = full(10, 20);
    expect(cellAt(wholeView(shape), 1, 0.5, shape)).toBeNull();
    expect(cellAt(wholeView(shape), 0.99, 0.99, shape)).toEqual({ row: 9, col: 19 });
  });
});

describe('causal: rows after a prefix', () => {
  // Five queries, 4 … 8, over nine keys.
  const map = causal(5, 9);

  it('has the cells up to each row’s own place', () => {
    expect([0, 1, 4].map((row) => map.endOf(row))).toEqual([5, 6, 9]);
    expect([0, 4, 5, 8].map((col) => map.topOf(col))).toEqual([0, 0, 1, 4]);
    expect(map.firstRow).toBe(4);
    // A tenth across each: row 0 ends in the middle of the plot, row 4 at its end.
    const there = (x: number, y: number) => cellAt(wholeView(map), x, y, map);
    expect(there(0.5, 0.1)).toEqual({ row: 0, col: 4 });
    expect(there(0.6, 0.1)).toBeNull();
    expect(there(0.6, 0.3)).toEqual({ row: 1, col: 5 });
    expect(there(0.99, 0.99)).toEqual({ row: 4, col: 8 });
  });

  it('brings any place to the nearest cell of its row', () => {
    expect(nearestCell(0, 8, map)).toEqual({ row: 0, col: 4 });
    expect(nearestCell(9, 9, map)).toEqual({ row: 4, col: 8 });
    expect(nearestCell(-1, -1, map)).toEqual({ row: 0, col: 0 });
  });

  it('fills its plot when whole; near, its cells are square', () => {
    expect(wholeView(map)).toEqual({ row: 0, col: 0, side: 9, tall: 5 });
    expect(map.aspect).toBeCloseTo(5 / 9);
    // 64 steps over 576 positions: 2:1, and 8 columns over the width are 4 rows over half of it.
    const steps = causal(64, 576);
    expect(steps.aspect).toBe(0.5);
    expect(steps.tallAt(8, 0)).toBeCloseTo(4);
  });

  it('stays inside, and a link in whole cells finds the same place', () => {
    // At 8 of 9 columns, the height of 5/9 of the width holds 8 · 5/9 rows.
    const corner = clampView({ row: 9, col: 9, side: 1, tall: 1 }, map);
    expect(corner.side).toBe(8);
    expect(corner.tall).toBeCloseTo(40 / 9);
    expect(corner.row).toBeCloseTo(5 / 9);
    expect(corner.col).toBe(1);
    expect(zoomOf(corner, map)).toEqual([1, 1, 8]);
    expect(viewOfZoom([1, 1, 8], map)).toEqual(corner);
  });

  it('takes an offset of its own: columns that no row has reached yet stay empty', () => {
    const early = causal(3, 9, { offset: 2 });
    expect([0, 1, 2].map((row) => early.endOf(row))).toEqual([3, 4, 5]);
    expect(early.topOf(8)).toBe(6);
  });

  it('refuses an offset that leaves rows empty', () => {
    expect(() => causal(5, 3)).toThrow(/0 or more: -2/);
  });

  it('without a prefix has square cells at any zoom, and an empty corner', () => {
    expect(causal(512).tallAt(100.5, 0)).toBe(100.5);
    expect(causal(512).corner).toBe(true);
    expect(map.corner).toBe(false);
  });
});

describe('grid: tokens by units', () => {
  it('zooms rows and columns by the same factor, each as far as it goes', () => {
    const experts = grid(512, 8);
    const near = zoomAt(wholeView(experts), 2, 0.5, 0.5, experts);
    expect(near).toEqual({ row: 128, col: 0, side: 8, tall: 256 });
    expect(isWhole(near, experts)).toBe(false);
    expect(zoomAt(near, 0.5, 0, 0, experts)).toEqual(wholeView(experts));
    const units = grid(16, 4096);
    expect(zoomAt(wholeView(units), 4, 1, 0, units)).toEqual({
      ...{ row: 0, col: 3072, side: 1024, tall: 8 },
    });
    const closest = zoomAt(wholeView(units), 1e9, 0, 0, units);
    expect(closest).toEqual({ row: 0, col: 0, side: 8, tall: 8 });
    expect(isClosest(closest, units)).toBe(true);
    expect(isClosest({ ...closest, side: 9 }, units)).toBe(false);
  });

  it('keeps a rectangle in links; an older one of a square still opens', () => {
    const map = grid(512, 64);
    expect(zoomOf({ row: 128.4, col: 3, side: 20.2, tall: 255.7 }, map)).toEqual([128, 3, 20, 256]);
    expect(viewOfZoom([128, 3, 20, 256], map)).toEqual({ row: 128, col: 3, side: 20, tall: 256 });
    expect(viewOfZoom([500, 3, 20], map)).toEqual({ row: 492, col: 3, side: 20, tall: 20 });
    expect(zoomOf(wholeView(map), map)).toBeNull();
    expect(zoomOf({ row: 0, col: 0, side: 64, tall: 100 }, map)).toEqual([0, 0, 64, 100]);
  });

  it('pans each way by its own share, and has every cell', () => {
    const map = grid(100, 10);
    const view: View = { row: 40, col: 1, side: 8, tall: 20 };
    expect(panBy(view, 0.125, -0.5, map)).toEqual({ row: 50, col: 0, side: 8, tall: 20 });
    expect(cellAt(wholeView(map), 0.99, 0.001, map)).toEqual({ row: 0, col: 9 });
    expect(map.start(view)).toEqual({ row: 50, col: 5 });
  });

  it('glides evenly in both, and shows one row whole', () => {
    const map = grid(100, 100);
    const half = between(wholeView(map), { row: 0, col: 50, side: 25, tall: 100 }, 0.5, map);
    // Halfway from 100 to 25 columns is 50, and two thirds of the way to column 50.
    expect(half.side).toBeCloseTo(50);
    expect(half.col).toBeCloseTo(((100 - 50) / (100 - 25)) * 50);
    expect([half.row, half.tall]).toEqual([0, 100]);
    expect(wholeView(grid(1, 30))).toEqual({ row: 0, col: 0, side: 30, tall: 1 });
    expect(clampView({ row: 5, col: 0, side: 30, tall: 0.1 }, grid(1, 30)).tall).toBe(1);
  });

  it('refuses a plot without a height', () => {
    expect(() => grid(3, 3, 0)).toThrow(/height over its width: 0/);
  });
});
