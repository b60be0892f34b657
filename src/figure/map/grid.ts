// A raster of two kinds of things, as tokens down and units across: their counts have nothing to do with
// one another, so cells take whatever form fills the plot, and rows and columns zoom each to its own end.
import type { RectangleZoom } from '../types.ts';
import { middleOf, type Geometry } from './geometry.ts';

/** Rows and columns at the closest zoom. */
const CLOSEST = 8;

/** `aspect`: height of the plot over its width. */
export function grid(rows: number, cols: number, aspect = 0.6): Geometry<RectangleZoom> {
  if (!(aspect > 0)) throw new RangeError(`a plot needs a height over its width: ${aspect}`);
  return {
    ...{ rows, cols, aspect, closest: CLOSEST, firstRow: 0 },
    endOf: () => cols,
    topOf: () => 0,
    tallAt: (_side, tall) => Math.min(Math.max(tall, Math.min(CLOSEST, rows)), Math.max(1, rows)),
    zoomOf: (row, col, side, tall) => [row, col, side, tall],
    start: middleOf,
    corner: false,
    dims: true,
  };
}
