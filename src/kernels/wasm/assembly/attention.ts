// Dense causal attention of a strip of queries, in panels of eight. Keys are packed four wide, queries
// eight wide (scale · log₂e multiplied in), values by columns of four; scores and weights of a panel
// lie [key][query], which is both what `tile` writes for keys × queries and what it wants for
// values × weights.
import { cutAboveDiagonal, exponentiate, invert, panelToRows, raiseMax } from './softmax';
import { tile } from './tile';

/** Keys multiplied with every panel while they are in the first-level cache. */
const CHUNK: i32 = 64;

/** Keys that a panel starting at query `first` sees, in whole fours, of `n` in all. */
export function keysOf(first: i32, n: i32): i32 {
  return (min(first + 8, n) + 3) & ~3;
}

/** Scores of all panels: panel p at panels + p · panelBytes, its first query first + 8p. */
export function scoreStrip(
  queries: usize,
  keys: usize,
  panels: usize,
  panelBytes: usize,
  first: i32,
  count: i32,
  n: i32,
  depth: i32,
): void {
  const keyBytes = (<usize>depth) << 4;
  const queryBytes = (<usize>depth) << 5;
  const last = keysOf(first + 8 * (count - 1), n);
  for (let start = 0; start < last; start += CHUNK) {
    for (let p = 0; p < count; p++) {
      const end = min(start + CHUNK, keysOf(first + 8 * p, n));
      const q = queries + <usize>p * queryBytes;
      let to = panels + <usize>p * panelBytes + ((<usize>start) << 5);
      let from = keys + <usize>(start >> 2) * keyBytes;
      for (let j = start; j < end; j += 4) {
        tile(from, q, to, 32, depth, false);
        from += keyBytes;
        to += 128;
      }
    }
  }
}

/** Softmax of all panels without the division; `max` and `sum` get eight numbers per panel. */
export function softmaxStrip(
  panels: usize,
  panelBytes: usize,
  first: i32,
  count: i32,
  n: i32,
  max: usize,
  sum: usize,
): void {
  for (let p = 0; p < count; p++) {
    const keys = keysOf(first, n);
    cutAboveDiagonal(panels, first, keys);
    v128.store(max, f32x4.splat(-Infinity));
    v128.store(max, f32x4.splat(-Infinity), 16);
    raiseMax(panels, keys, max);
    v128.store(sum, f32x4.splat(0));
    v128.store(sum, f32x4.splat(0), 16);
    exponentiate(panels, keys, max, sum);
    first += 8;
    panels += panelBytes;
    max += 32;
    sum += 32;
  }
}

/** Attention rows of all panels, `stride` bytes apart, from unnormalised weights. */
export function rowsStrip(
  panels: usize,
  panelBytes: usize,
  first: i32,
  count: i32,
  n: i32,
  sum: usize,
  scratch: usize,
  rows: usize,
  stride: usize,
): void {
  for (let p = 0; p < count; p++) {
    invert(sum, scratch);
    panelToRows(panels, keysOf(first, n), scratch, rows, stride);
    first += 8;
    panels += panelBytes;
    sum += 32;
    rows += stride << 3;
  }
}

/**
 * Σ_j w_j v_j of one panel for keys [start, end), transposed: [column][query]. `valueBytes` separates
 * the column groups of the values.
 */
export function weighValues(
  values: usize,
  valueBytes: usize,
  panel: usize,
  start: i32,
  end: i32,
  cols: i32,
  to: usize,
  add: bool,
): void {
  values += (<usize>start) << 4;
  panel += (<usize>start) << 5;
  for (let c = 0; c < cols; c += 4) {
    tile(values, panel, to, 32, end - start, add);
    values += valueBytes;
    to += 128;
  }
}

/** Attention output of all panels: rows of `cols` numbers rounded up to fours. */
export function outputStrip(
  values: usize,
  valueBytes: usize,
  panels: usize,
  panelBytes: usize,
  first: i32,
  count: i32,
  n: i32,
  cols: i32,
  sum: usize,
  scratch: usize,
  rows: usize,
): void {
  const wide = (cols + 3) & ~3;
  const stride = (<usize>wide) << 2;
  for (let p = 0; p < count; p++) {
    weighValues(values, valueBytes, panels, 0, keysOf(first, n), cols, scratch + 32, false);
    invert(sum, scratch);
    panelToRows(scratch + 32, wide, scratch, rows, stride);
    first += 8;
    panels += panelBytes;
    sum += 32;
    rows += stride << 3;
  }
}
