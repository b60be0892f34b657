// A map in which every cell exists: a weight matrix, attention that looks both ways.
import type { Zoom } from '../types.ts';
import { aspectOf, middleOf, stretchedTall, type Geometry } from './geometry.ts';

/** Columns at the closest zoom. */
const CLOSEST = 12;

/** `aspect`: height of the plot over its width, whatever the map; else as flat as it, up to 2:1. */
export function full(rows: number, cols: number, aspect: number | null = null): Geometry<Zoom> {
  const shape = { rows, cols, closest: CLOSEST, aspect: aspect ?? aspectOf(rows, cols) };
  return {
    ...shape,
    firstRow: 0,
    endOf: () => cols,
    topOf: () => 0,
    // The visible columns alone determine the visible rows, so a link needs one number for both.
    tallAt: (side) => stretchedTall(side, shape),
    zoomOf: (row, col, side) => [row, col, side],
    start: middleOf,
    corner: false,
    dims: false,
  };
}
