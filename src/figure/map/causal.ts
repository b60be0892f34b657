// A causal map: rows are queries, columns the keys that each may read. Square over a whole text; with an
// offset, its rows are those after a prefix (queries behind a cache, steps of decoding).
import type { Zoom } from '../types.ts';
import { aspectOf, middleOf, stretchedTall, type Geometry } from './geometry.ts';

/** Columns at the closest zoom. */
const CLOSEST = 8;

/**
 * The cell (r, c) exists where c ≤ r + offset. By default the last row reads the last column.
 * `aspect`: height of the plot over its width, whatever the map; else as flat as it, up to 2:1.
 * Throws where a row would be empty.
 */
export function causal(
  rows: number,
  cols = rows,
  { offset = cols - rows, aspect }: { readonly offset?: number; readonly aspect?: number } = {},
): Geometry<Zoom> {
  if (!(offset >= 0)) throw new RangeError(`a causal map needs an offset of 0 or more: ${offset}`);
  const square = rows === cols && offset === 0 && aspect === undefined;
  const high = aspect ?? (square ? 1 : aspectOf(rows, cols));
  const shape = { rows, cols, closest: CLOSEST, aspect: high };
  return {
    ...shape,
    firstRow: offset,
    endOf: (row) => Math.min(cols, row + offset + 1),
    topOf: (col) => Math.max(0, col - offset),
    // Cells of a square map are square at any zoom.
    tallAt: (side) => (square ? side : stretchedTall(side, shape)),
    zoomOf: (row, col, side) => [row, col, side],
    start: (view) => ({ row: middleOf(view).row, col: Math.floor(view.col) }),
    corner: square,
    dims: true,
  };
}
