// What differs between maps, as data: how large they are, which cells exist, how they fill their room and
// how a zoom is kept. One figure draws them all; causal.ts, full.ts and grid.ts make them.
import type { AnyZoom, Cell } from '../types.ts';

/** What is visible of a map, in cells; fractions while it moves. */
export interface View {
  /** First visible row. */
  readonly row: number;
  /** First visible column. */
  readonly col: number;
  /** Visible columns. */
  readonly side: number;
  /** Visible rows. */
  readonly tall: number;
}

// Methods, not functions as properties: a geometry with more to it is still one.
export interface Geometry<Z extends AnyZoom = AnyZoom> {
  /** No rows: the map is not there yet. */
  readonly rows: number;
  readonly cols: number;
  /** Number that the first row bears, on the axis and in words. */
  readonly firstRow: number;
  /** Height of the plot over its width. */
  readonly aspect: number;
  /** Of a row, the columns from 0 up to here exist. */
  endOf(row: number): number;
  /** First row in which a column exists; it exists in all rows below. */
  topOf(col: number): number;
  /** So many columns are visible at the closest zoom; fewer only of smaller maps. */
  readonly closest: number;
  /** Visible rows where `side` columns are visible; `tall` are wished for, where the columns leave a choice. */
  tallAt(side: number, tall: number): number;
  /** What a link keeps of a view, all in whole cells: its rows only where they do not follow from its columns. */
  zoomOf(row: number, col: number, side: number, tall: number): Z;
  /** Where the crosshair appears with the first key that asks for it. */
  start(view: View): Cell;
  /** The upper right corner is empty: the legend stands in it. */
  readonly corner: boolean;
  /** A step of a method dims what it does not speak of; else the rows that it speaks of are framed. */
  readonly dims: boolean;
}

/**
 * Plots are square, or as flat as the map up to 2:1; taller ones would not fit on a screen. Square while
 * the map is on its way, as most are, so that little moves when it comes.
 */
export function aspectOf(rows: number, cols: number): number {
  if (cols === 0) return 1;
  return Math.min(1, Math.max(0.5, rows / cols));
}

/**
 * Visible rows of a map that, whole, fills its plot with stretched cells, and whose cells become square on
 * the way to the closest zoom: the logarithms of rows and columns run evenly between the two ends.
 */
export function stretchedTall(
  side: number,
  { rows, cols, aspect, closest: most }: Pick<Geometry, 'rows' | 'cols' | 'aspect' | 'closest'>,
): number {
  const closest = Math.min(most, cols);
  if (side >= cols || closest >= cols) return Math.max(1, (rows * side) / Math.max(1, cols));
  const t = Math.log(cols / side) / Math.log(cols / closest);
  return rows * (Math.min(rows, closest * aspect) / rows) ** t;
}

/** The middle of what is visible. */
export function middleOf({ row, col, side, tall }: View): Cell {
  return { row: Math.floor(row + tall / 2), col: Math.floor(col + side / 2) };
}
