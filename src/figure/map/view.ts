// The visible square of the map and its arithmetic. Positions are in cells (fractions while moving);
// screen positions are fractions of the plot's side, so nothing here knows of pixels but `viewport`.
import type { Viewport } from '../../kernels/contract.ts';
import type { Cell, Zoom } from '../types.ts';

export interface View {
  /** First visible query. */
  readonly row: number;
  /** First visible key. */
  readonly col: number;
  /** Visible cells per side. */
  readonly side: number;
}

/** Closest zoom: this many cells per side (fewer only on smaller maps). */
export const CLOSEST = 8;
/** From this cell size on, CSS px, ticks become tokens. */
export const TOKEN_CELL = 12;

export function wholeView(n: number): View {
  return { row: 0, col: 0, side: Math.max(1, n) };
}

/** The nearest view that lies inside an n × n map. */
export function clampView(view: View, n: number): View {
  const side = Math.min(Math.max(view.side, Math.min(CLOSEST, n)), Math.max(1, n));
  const last = Math.max(0, n - side);
  const inside = (start: number): number => Math.min(Math.max(start, 0), last);
  return { row: inside(view.row), col: inside(view.col), side };
}

/** Zooms by `factor` (> 1 nearer) so that the point (x, y) of the plot stays where it is. */
export function zoomAt(view: View, factor: number, x: number, y: number, n: number): View {
  const side = clampView({ ...view, side: view.side / factor }, n).side;
  const gain = view.side - side;
  return clampView({ row: view.row + y * gain, col: view.col + x * gain, side }, n);
}

/** Moves by fractions of the plot: dragging right shows earlier keys. */
export function panBy(view: View, dx: number, dy: number, n: number): View {
  return clampView(
    { row: view.row - dy * view.side, col: view.col - dx * view.side, side: view.side },
    n,
  );
}

/** The cell at a point of the plot, or null outside the causal triangle. */
export function cellAt(view: View, x: number, y: number, n: number): Cell | null {
  if (x < 0 || y < 0 || x >= 1 || y >= 1) return null;
  const query = Math.floor(view.row + y * view.side);
  const key = Math.floor(view.col + x * view.side);
  return query < n && key <= query ? { query, key } : null;
}

/** The least move that brings a cell into view. */
export function reveal(view: View, cell: Cell, n: number): View {
  const shift = (start: number, at: number): number =>
    at < start ? at : at + 1 > start + view.side ? at + 1 - view.side : start;
  return clampView(
    { row: shift(view.row, cell.query), col: shift(view.col, cell.key), side: view.side },
    n,
  );
}

/** Where a cell position (a boundary, not a centre) falls in the plot, as a fraction of its side. */
export function placeOf(position: number, start: number, side: number): number {
  return (position - start) / side;
}

export function isWhole(view: View, n: number): boolean {
  return view.side >= n;
}

export function sameView(a: View, b: View): boolean {
  return a.row === b.row && a.col === b.col && a.side === b.side;
}

/** The view as a picture request of `pixels` × `pixels`. */
export function viewportOf(view: View, pixels: number): Viewport {
  return {
    row0: view.row,
    row1: view.row + view.side,
    col0: view.col,
    col1: view.col + view.side,
    width: pixels,
    height: pixels,
  };
}

/** The view in whole tokens, as links carry it. */
export function zoomOf(view: View, n: number): Zoom | null {
  const side = Math.round(view.side);
  if (side >= n) return null;
  const last = n - side;
  const whole = (start: number): number => Math.min(Math.max(Math.round(start), 0), last);
  return [whole(view.row), whole(view.col), side];
}

export function viewOfZoom(zoom: Zoom | null, n: number): View {
  return zoom ? clampView({ row: zoom[0], col: zoom[1], side: zoom[2] }, n) : wholeView(n);
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

/** View between two others, for a glide: sides change by equal ratios, so the speed looks even. */
export function between(a: View, b: View, t: number, n: number): View {
  const side = a.side * (b.side / a.side) ** t;
  // The point that stays fixed while the side changes keeps the glide straight.
  const share = a.side === b.side ? t : (a.side - side) / (a.side - b.side);
  return clampView(
    { row: a.row + (b.row - a.row) * share, col: a.col + (b.col - a.col) * share, side },
    n,
  );
}
