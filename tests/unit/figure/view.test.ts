import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causal } from '../../../src/figure/map/causal.ts';
import type { Geometry, View } from '../../../src/figure/map/geometry.ts';
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
} from '../../../src/figure/map/view.ts';

const size = fc.integer({ min: 1, max: 5000 });
const map = causal(512);
const unit = fc.double({ min: 0, max: 1, noNaN: true });

/** A square view. */
const square = (row: number, col: number, side: number): View => ({ row, col, side, tall: side });

/** A map and a view inside it. */
const scene = fc
  .tuple(size, unit, unit, unit)
  .map(([n, r, c, s]): { n: number; map: Geometry; view: View } => {
    const map = causal(n);
    return { n, map, view: clampView(square(r * n, c * n, s * n), map) };
  });

function inside({ row, col, side, tall }: View, n: number): boolean {
  return side === tall && row >= 0 && col >= 0 && row + side <= n + 1e-9 && col + side <= n + 1e-9;
}

describe('zooming', () => {
  test('doubling about the middle of 512 shows 128 … 384', () => {
    expect(zoomAt(wholeView(map), 2, 0.5, 0.5, map)).toEqual(square(128, 128, 256));
  });

  test('the point under the pointer stays, unless an edge is in the way', () => {
    fc.assert(
      fc.property(scene, unit, unit, ({ n, map, view }, x, y) => {
        const next = zoomAt(view, 1.3, x, y, map);
        expect(inside(next, n)).toBe(true);
        // Zooming in never meets an edge.
        expect(next.row + y * next.side).toBeCloseTo(view.row + y * view.side, 6);
        expect(next.col + x * next.side).toBeCloseTo(view.col + x * view.side, 6);
      }),
    );
  });

  test('never nearer than eight cells, never wider than the map', () => {
    expect(zoomAt(wholeView(map), 1e6, 0, 0, map).side).toBe(8);
    expect(zoomAt(square(10, 10, 9), 1e-6, 0, 0, map)).toEqual(wholeView(map));
    expect(zoomAt(wholeView(causal(5)), 10, 0, 0, causal(5)).side).toBe(5);
  });
});

test('panning by a quarter of 256 cells to the right shows 64 earlier keys', () => {
  const view = square(128, 128, 256);
  expect(panBy(view, 0.25, 0, map)).toEqual(square(128, 64, 256));
  expect(panBy(view, 10, -10, map)).toEqual(square(256, 0, 256));
});

describe('the cell at a point', () => {
  const view = square(4, 0, 8);
  test('reads rows down and columns across', () => {
    expect(cellAt(view, 0.5, 0.25, causal(12))).toEqual({ row: 6, col: 4 });
  });
  test('nothing above the diagonal or outside', () => {
    expect(cellAt(view, 0.99, 0.1, causal(12))).toBeNull();
    expect(cellAt(view, -0.1, 0.5, causal(12))).toBeNull();
    expect(cellAt(view, 0.5, 1, causal(12))).toBeNull();
  });
});

test('revealing moves no more than needed', () => {
  const view = square(100, 50, 20);
  expect(reveal(view, { row: 110, col: 60 }, map)).toEqual(view);
  expect(reveal(view, { row: 120, col: 49 }, map)).toEqual(square(101, 49, 20));
});

describe('links', () => {
  test('the whole map is null', () => {
    expect(zoomOf(wholeView(map), map)).toBeNull();
    expect(viewOfZoom(null, map)).toEqual(wholeView(map));
  });
  test('whole tokens go there and back', () => {
    fc.assert(
      fc.property(scene, ({ map, view }) => {
        const zoom = zoomOf(view, map);
        expect(zoomOf(viewOfZoom(zoom, map), map)).toEqual(zoom);
        expect(zoom === null || zoom.every(Number.isInteger)).toBe(true);
      }),
    );
  });
});

test('the viewport asks for exactly the view', () => {
  expect(viewportOf({ row: 1.5, col: 2, side: 10, tall: 10 }, 300, 300)).toEqual({
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
    fc.property(scene, unit, unit, unit, ({ n, map, view }, r, c, t) => {
      const target = clampView(square(r * n, c * n, n / 3), map);
      const start = between(view, target, 0, map);
      const end = between(view, target, 1, map);
      for (const key of ['row', 'col', 'side'] as const) {
        expect(start[key]).toBeCloseTo(view[key], 6);
        expect(end[key]).toBeCloseTo(target[key], 6);
      }
      expect(inside(between(view, target, t, map), n)).toBe(true);
    }),
  );
});
