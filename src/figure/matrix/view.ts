// What is visible of a matrix. Whole, it fills the plot whatever its shape, so that its cells are
// stretched; on the way to the closest zoom they become square. The visible columns alone determine the
// visible rows, so a link needs one number for both. Screen positions are fractions of the plot.
import type { Viewport } from '../../kernels/contract.ts';
import type { Zoom } from '../types.ts';
import type { MatrixCell } from './types.ts';

export interface MatrixShape {
  readonly rows: number;
  readonly cols: number;
  /** Height of the plot over its width. */
  readonly aspect: number;
}

export interface MatrixView {
  readonly row: number;
  readonly col: number;
  /** Visible columns. */
  readonly side: number;
  /** Visible rows. */
  readonly tall: number;
}

/** Closest zoom: this many columns (fewer only of smaller matrices). */
export const CLOSEST = 12;

/**
 * Plots are square, or as flat as the matrix up to 2:1; taller ones would not fit on a screen. Square
 * while the matrix is on its way, as most are, so that little moves when it comes.
 */
export function aspectOf(rows: number, cols: number): number {
  if (cols === 0) return 1;
  return Math.min(1, Math.max(0.5, rows / cols));
}

export function wholeView({ rows, cols }: MatrixShape): MatrixView {
  return { row: 0, col: 0, side: Math.max(1, cols), tall: Math.max(1, rows) };
}

/** Visible rows at so many visible columns: their logarithms run evenly between the two ends. */
export function tallAt(side: number, { rows, cols, aspect }: MatrixShape): number {
  const closest = Math.min(CLOSEST, cols);
  if (side >= cols || closest >= cols) return Math.max(1, (rows * side) / Math.max(1, cols));
  const t = Math.log(cols / side) / Math.log(cols / closest);
  return rows * (Math.min(rows, closest * aspect) / rows) ** t;
}

/** The view from a first row, a first column and visible columns, moved inside the matrix. */
export function viewAt(row: number, col: number, side: number, shape: MatrixShape): MatrixView {
  const most = Math.max(1, shape.cols);
  const width = Math.min(Math.max(side, Math.min(CLOSEST, most)), most);
  const tall = tallAt(width, shape);
  const inside = (start: number, last: number): number => Math.min(Math.max(start, 0), last);
  return {
    row: inside(row, Math.max(0, shape.rows - tall)),
    col: inside(col, Math.max(0, shape.cols - width)),
    side: width,
    tall,
  };
}

/** Zooms by `factor` (> 1 nearer) so that the point (x, y) of the plot stays where it is. */
export function zoomAt(
  view: MatrixView,
  factor: number,
  x: number,
  y: number,
  shape: MatrixShape,
): MatrixView {
  const next = viewAt(0, 0, view.side / factor, shape);
  return viewAt(
    view.row + y * (view.tall - next.tall),
    view.col + x * (view.side - next.side),
    next.side,
    shape,
  );
}

export function panBy(view: MatrixView, dx: number, dy: number, shape: MatrixShape): MatrixView {
  return viewAt(view.row - dy * view.tall, view.col - dx * view.side, view.side, shape);
}

export function cellAt(
  view: MatrixView,
  x: number,
  y: number,
  shape: MatrixShape,
): MatrixCell | null {
  if (x < 0 || y < 0 || x >= 1 || y >= 1) return null;
  const row = Math.floor(view.row + y * view.tall);
  const col = Math.floor(view.col + x * view.side);
  return row < shape.rows && col < shape.cols ? { row, col } : null;
}

/** The least move that brings a cell into view. */
export function reveal(view: MatrixView, cell: MatrixCell, shape: MatrixShape): MatrixView {
  const shift = (start: number, size: number, at: number): number =>
    at < start ? at : at + 1 > start + size ? at + 1 - size : start;
  return viewAt(
    shift(view.row, view.tall, cell.row),
    shift(view.col, view.side, cell.col),
    view.side,
    shape,
  );
}

export function isWhole(view: MatrixView, { cols }: MatrixShape): boolean {
  return view.side >= cols;
}

export function sameView(a: MatrixView, b: MatrixView): boolean {
  return a.row === b.row && a.col === b.col && a.side === b.side && a.tall === b.tall;
}

export function viewportOf(view: MatrixView, width: number, height: number): Viewport {
  return {
    row0: view.row,
    row1: view.row + view.tall,
    col0: view.col,
    col1: view.col + view.side,
    width,
    height,
  };
}

/** The view in whole cells, as links carry it. */
export function zoomOf(view: MatrixView, { cols }: MatrixShape): Zoom | null {
  const side = Math.round(view.side);
  return side >= cols ? null : [Math.round(view.row), Math.round(view.col), side];
}

export function viewOfZoom(zoom: Zoom | null, shape: MatrixShape): MatrixView {
  return zoom ? viewAt(zoom[0], zoom[1], zoom[2], shape) : wholeView(shape);
}
