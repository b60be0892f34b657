// The visible part of a map and its arithmetic, whatever the geometry. Positions are in cells (fractions
// while moving); screen positions are fractions of the plot, so nothing here knows of pixels but `viewport`.
import type { Viewport } from '../../kernels/contract.ts';
import type { AnyZoom, Cell } from '../types.ts';
import type { Geometry, View } from './geometry.ts';

export function wholeView({ rows, cols }: Geometry): View {
  return { row: 0, col: 0, side: Math.max(1, cols), tall: Math.max(1, rows) };
}

/** The nearest view that lies inside the map. */
export function clampView({ row, col, side: wide, tall: high }: View, geometry: Geometry): View {
  const { rows, cols, closest } = geometry;
  const side = Math.min(Math.max(wide, Math.min(closest, cols)), Math.max(1, cols));
  const tall = geometry.tallAt(side, high);
  const inside = (start: number, last: number): number =>
    Math.min(Math.max(start, 0), Math.max(0, last));
  return { row: inside(row, rows - tall), col: inside(col, cols - side), side, tall };
}

/** Zooms by `factor` (> 1 nearer) so that the point (x, y) of the plot stays where it is. */
export function zoomAt(view: View, factor: number, x: number, y: number, geometry: Geometry): View {
  const wished = { ...view, side: view.side / factor, tall: view.tall / factor };
  const { side, tall } = clampView(wished, geometry);
  const row = view.row + y * (view.tall - tall);
  const col = view.col + x * (view.side - side);
  return clampView({ row, col, side, tall }, geometry);
}

/** Moves by fractions of the plot: dragging right shows earlier columns. */
export function panBy(view: View, dx: number, dy: number, geometry: Geometry): View {
  const { row, col, side, tall } = view;
  return clampView({ row: row - dy * tall, col: col - dx * side, side, tall }, geometry);
}

/** The cell at a point of the plot, or null where there is none. */
export function cellAt(view: View, x: number, y: number, geometry: Geometry): Cell | null {
  if (x < 0 || y < 0 || x >= 1 || y >= 1) return null;
  const row = Math.floor(view.row + y * view.tall);
  const col = Math.floor(view.col + x * view.side);
  return row < geometry.rows && col < geometry.endOf(row) ? { row, col } : null;
}

/** The existing cell nearest to a place, in its row. */
export function nearestCell(row: number, col: number, geometry: Geometry): Cell {
  const inside = (at: number, size: number): number => Math.min(Math.max(at, 0), size - 1);
  const there = inside(row, geometry.rows);
  return { row: there, col: inside(col, geometry.endOf(there)) };
}

/** The least move that brings a cell into view. */
export function reveal(view: View, cell: Cell, geometry: Geometry): View {
  const shift = (start: number, size: number, at: number): number =>
    at < start ? at : at + 1 > start + size ? at + 1 - size : start;
  return clampView(
    {
      ...view,
      row: shift(view.row, view.tall, cell.row),
      col: shift(view.col, view.side, cell.col),
    },
    geometry,
  );
}

/** Where a cell position (a boundary, not a centre) falls in the plot, as a fraction of its side. */
export function placeOf(position: number, start: number, side: number): number {
  return (position - start) / side;
}

export function isWhole({ side, tall }: View, { rows, cols }: Geometry): boolean {
  return side >= cols && tall >= rows;
}

export function isClosest({ side, tall }: View, geometry: Geometry): boolean {
  const least = clampView({ row: 0, col: 0, side: 0, tall: 0 }, geometry);
  return side <= least.side && tall <= least.tall;
}

export function sameView(a: View, b: View): boolean {
  return a.row === b.row && a.col === b.col && a.side === b.side && a.tall === b.tall;
}

/** The view as a picture request of `width` × `height` pixels. */
export function viewportOf(
  { row, col, side, tall }: View,
  width: number,
  height: number,
): Viewport {
  return { row0: row, row1: row + tall, col0: col, col1: col + side, width, height };
}

/** The view in whole cells, as links carry it. */
export function zoomOf<Z extends AnyZoom>(view: View, geometry: Geometry<Z>): Z | null {
  const { rows, cols } = geometry;
  const [side, high] = [Math.round(view.side), Math.round(view.tall)];
  const tall = geometry.tallAt(side, high);
  if (side >= cols && tall >= rows) return null;
  const whole = (start: number, last: number): number =>
    Math.min(Math.max(Math.round(start), 0), Math.ceil(last));
  return geometry.zoomOf(whole(view.row, rows - tall), whole(view.col, cols - side), side, high);
}

export function viewOfZoom(zoom: AnyZoom | null, geometry: Geometry): View {
  if (!zoom) return wholeView(geometry);
  const [row, col, side, tall = side] = zoom;
  return clampView({ row, col, side, tall }, geometry);
}

/**
 * Positions to label along an axis: multiples of a power of two, at most about `most` of them, and
 * the far end when it is free.
 */
export function tickPositions(start: number, side: number, most: number): number[] {
  let step = 1;
  while (side / step > most) step *= 2;
  const ticks: number[] = [];
  const end = start + side;
  for (let at = Math.ceil(start / step) * step; at <= end; at += step) ticks.push(at);
  const last = ticks[ticks.length - 1];
  if (Number.isInteger(end) && (last === undefined || end - last >= step / 2) && last !== end) {
    ticks.push(end);
  }
  return ticks;
}

/** View between two others, for a glide: sizes change by equal ratios, so the speed looks even. */
export function between(a: View, b: View, t: number, geometry: Geometry): View {
  const [side, tall] = [a.side * (b.side / a.side) ** t, a.tall * (b.tall / a.tall) ** t];
  // The point that stays fixed while the size changes keeps the glide straight.
  const share = (from: number, to: number, now: number): number =>
    from === to ? t : (from - now) / (from - to);
  const row = a.row + (b.row - a.row) * share(a.tall, b.tall, tall);
  const col = a.col + (b.col - a.col) * share(a.side, b.side, side);
  return clampView({ row, col, side, tall }, geometry);
}
