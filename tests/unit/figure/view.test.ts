import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  between,
  cellAt,
  clampView,
  panBy,
  reveal,
  tickPositions,
  viewOfZoom,
  viewportOf,
  wholeView,
  zoomAt,
  zoomOf,
  type View,
} from '../../../src/figure/map/view.ts';

const size = fc.integer({ min: 1, max: 5000 });
const unit = fc.double({ min: 0, max: 1, noNaN: true });

/** A map and a view inside it. */
const scene = fc.tuple(size, unit, unit, unit).map(([n, r, c, s]): { n: number; view: View } => ({
  n,
  view: clampView({ row: r * n, col: c * n, side: s * n }, n),
}));

function inside({ row, col, side }: View, n: number): boolean {
  return row >= 0 && col >= 0 && row + side <= n + 1e-9 && col + side <= n + 1e-9;
}

describe('zooming', () => {
  test('doubling about the middle of 512 shows 128 … 384', () => {
    expect(zoomAt(wholeView(512), 2, 0.5, 0.5, 512)).toEqual({ row: 128, col: 128, side: 256 });
  });

  test('the point under the pointer stays, unless an edge is in the way', () => {
    fc.assert(
      fc.property(scene, unit, unit, ({ n, view }, x, y) => {
        const next = zoomAt(view, 1.3, x, y, n);
        expect(inside(next, n)).toBe(true);
        // Zooming in never meets an edge.
        expect(next.row + y * next.side).toBeCloseTo(view.row + y * view.side, 6);
        expect(next.col + x * next.side).toBeCloseTo(view.col + x * view.side, 6);
      }),
    );
  });

  test('never nearer than eight cells, never wider than the map', () => {
    expect(zoomAt(wholeView(512), 1e6, 0, 0, 512).side).toBe(8);
    expect(zoomAt({ row: 10, col: 10, side: 9 }, 1e-6, 0, 0, 512)).toEqual(wholeView(512));
    expect(zoomAt(wholeView(5), 10, 0, 0, 5).side).toBe(5);
  });
});

test('panning by a quarter of 256 cells to the right shows 64 earlier keys', () => {
  const view = { row: 128, col: 128, side: 256 };
  expect(panBy(view, 0.25, 0, 512)).toEqual({ row: 128, col: 64, side: 256 });
  expect(panBy(view, 10, -10, 512)).toEqual({ row: 256, col: 0, side: 256 });
});

describe('the cell at a point', () => {
  const view = { row: 4, col: 0, side: 8 };
  test('reads query down and key across', () => {
    expect(cellAt(view, 0.5, 0.25, 12)).toEqual({ query: 6, key: 4 });
  });
  test('nothing above the diagonal or outside', () => {
    expect(cellAt(view, 0.99, 0.1, 12)).toBeNull();
    expect(cellAt(view, -0.1, 0.5, 12)).toBeNull();
    expect(cellAt(view, 0.5, 1, 12)).toBeNull();
  });
});

test('revealing moves no more than needed', () => {
  const view = { row: 100, col: 50, side: 20 };
  expect(reveal(view, { query: 110, key: 60 }, 512)).toEqual(view);
  expect(reveal(view, { query: 120, key: 49 }, 512)).toEqual({ row: 101, col: 49, side: 20 });
});

describe('links', () => {
  test('the whole map is null', () => {
    expect(zoomOf(wholeView(512), 512)).toBeNull();
    expect(viewOfZoom(null, 512)).toEqual(wholeView(512));
  });
  test('whole tokens go there and back', () => {
    fc.assert(
      fc.property(scene, ({ n, view }) => {
        const zoom = zoomOf(view, n);
        expect(zoomOf(viewOfZoom(zoom, n), n)).toEqual(zoom);
        expect(zoom === null || zoom.every(Number.isInteger)).toBe(true);
      }),
    );
  });
});

test('the viewport asks for exactly the view', () => {
  expect(viewportOf({ row: 1.5, col: 2, side: 10 }, 300)).toEqual({
    row0: 1.5,
    row1: 11.5,
    col0: 2,
    col1: 12,
    width: 300,
    height: 300,
  });
});

describe('ticks', () => {
  test('512 in four steps and its end', () => {
    expect(tickPositions(0, 512, 6)).toEqual([0, 128, 256, 384, 512]);
  });
  test('a ragged end is labelled only where it is free', () => {
    expect(tickPositions(0, 500, 6)).toEqual([0, 128, 256, 384, 500]);
    expect(tickPositions(0, 390, 6)).toEqual([0, 128, 256, 384]);
  });
  test('in view, ascending, not too many', () => {
    fc.assert(
      fc.property(scene, fc.integer({ min: 2, max: 8 }), ({ view }, most) => {
        const ticks = tickPositions(view.row, view.side, most);
        expect(ticks.length).toBeLessThanOrEqual(most + 2);
        for (const [i, tick] of ticks.entries()) {
          expect(tick).toBeGreaterThanOrEqual(view.row);
          expect(tick).toBeLessThanOrEqual(view.row + view.side);
          if (i > 0) expect(tick).toBeGreaterThan(ticks[i - 1]!);
        }
      }),
    );
  });
});

test('a glide starts and ends where it should and stays inside', () => {
  fc.assert(
    fc.property(scene, unit, unit, unit, ({ n, view }, r, c, t) => {
      const target = clampView({ row: r * n, col: c * n, side: n / 3 }, n);
      const start = between(view, target, 0, n);
      const end = between(view, target, 1, n);
      for (const key of ['row', 'col', 'side'] as const) {
        expect(start[key]).toBeCloseTo(view[key], 6);
        expect(end[key]).toBeCloseTo(target[key], 6);
      }
      expect(inside(between(view, target, t, n), n)).toBe(true);
    }),
  );
});
