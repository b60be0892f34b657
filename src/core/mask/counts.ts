// Counting kept pairs by tile, in one pass over the runs, without ever storing cells. Works on lazy
// masks of any size: each run costs the same however long it is.
import type { Mask } from './mask.ts';

/** Kept pairs of each tile of tileRows × tileCols cells; the last ones may be ragged. */
export interface TileCounts {
  readonly tileRows: number;
  readonly tileCols: number;
  /** Tiles down and across. */
  readonly rows: number;
  readonly cols: number;
  /** rows × cols, row-major. 64-bit, because a tile may hold more than 2^32 pairs. */
  readonly counts: Float64Array;
}

/** Kept pairs per tile, exact. Throws a RangeError unless the tile's sides are whole and from 1 on. */
export function countsPerTile(mask: Mask, tileRows: number, tileCols: number): TileCounts {
  checkSide(tileRows);
  checkSide(tileCols);
  const rows = Math.ceil(mask.rows / tileRows);
  const cols = Math.ceil(mask.cols / tileCols);
  const counts = new Float64Array(rows * cols);
  // Tiles that a run covers from edge to edge are noted as +1 where they begin and −1 where they end.
  const whole = new Int32Array(cols + 1);
  let base = 0;
  const visit = (start: number, end: number): void => {
    const first = (start / tileCols) | 0;
    const last = ((end - 1) / tileCols) | 0;
    if (first === last) {
      counts[base + first]! += end - start;
      return;
    }
    counts[base + first]! += (first + 1) * tileCols - start;
    counts[base + last]! += end - last * tileCols;
    whole[first + 1]! += 1;
    whole[last]! -= 1;
  };
  for (let I = 0; I < rows; I++) {
    base = I * cols;
    const end = Math.min(mask.rows, (I + 1) * tileRows);
    for (let row = I * tileRows; row < end; row++) mask.forEachRun(row, visit);
    let covering = 0;
    for (let J = 0; J < cols; J++) {
      covering += whole[J]!;
      counts[base + J]! += covering * tileCols;
    }
    whole.fill(0);
  }
  return { tileRows, tileCols, rows, cols, counts };
}

/**
 * How many tile × tile tiles of the causal triangle hold at least one kept causal pair, and how many
 * there are: their quotient is the tile density. A ragged last block counts as a block.
 */
export function countTiles(mask: Mask, tile: number): { touched: number; causal: number } {
  checkSide(tile);
  const blocks = Math.ceil(mask.rows / tile);
  const across = Math.ceil(mask.cols / tile);
  // Runs over a row of tiles as +1 at their first tile and −1 after their last.
  const edges = new Int32Array(across + 1);
  let touched = 0;
  let causal = 0;
  let limit = 0;
  const visit = (start: number, end: number): void => {
    if (start >= limit) return;
    const stop = end < limit ? end : limit;
    edges[(start / tile) | 0]! += 1;
    edges[(((stop - 1) / tile) | 0) + 1]! -= 1;
  };
  for (let I = 0; I < blocks; I++) {
    const end = Math.min(mask.rows, (I + 1) * tile);
    for (let row = I * tile; row < end; row++) {
      limit = row + 1;
      mask.forEachRun(row, visit);
    }
    let covering = 0;
    for (let J = 0; J < across; J++) {
      covering += edges[J]!;
      if (covering > 0) touched++;
    }
    edges.fill(0);
    causal += Math.min(I + 1, across);
  }
  return { touched, causal };
}

function checkSide(side: number): void {
  if (!Number.isInteger(side) || side < 1) {
    throw new RangeError(`a tile's sides must be whole numbers from 1 on, got ${side}`);
  }
}
