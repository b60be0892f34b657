// A mask that stores nothing: runs are computed from the row when asked for. For maps too large to
// store (131,072 × 131,072) and for static patterns.
import type { Mask, RunVisitor } from './mask.ts';
import type { RowFill } from './runs.ts';
import { checkSize } from './size.ts';

/** Build with `lazyMask` or `lazyCausal`. */
export class LazyMask implements Mask {
  readonly kind = 'lazy';
  readonly rows: number;
  readonly cols: number;
  readonly #fill: RowFill;
  readonly #causal: boolean;
  #count = -1;

  constructor(rows: number, cols: number, fill: RowFill, causal: boolean) {
    checkSize(rows, cols);
    this.rows = rows;
    this.cols = cols;
    this.#fill = fill;
    this.#causal = causal;
  }

  forEachRun(row: number, visit: RunVisitor): void {
    const limit = this.#causal ? Math.min(row + 1, this.cols) : this.cols;
    let from = 0;
    let to = 0; // the pending run is [from, to); an empty one at 0 joins a run that begins there
    this.#fill(row, (start, end) => {
      if (start < 0) start = 0;
      if (end > limit) end = limit;
      if (!(start < end)) return;
      if (start < from) {
        throw new Error(
          `ranges of a lazy row must ascend: row ${row} keeps ${start} after ${from}`,
        );
      }
      if (start > to) {
        if (from < to) visit(from, to);
        from = start;
        to = end;
      } else if (end > to) {
        to = end;
      }
    });
    if (from < to) visit(from, to);
  }

  has(row: number, col: number): boolean {
    let found = false;
    this.forEachRun(row, (start, end) => {
      if (start <= col && col < end) found = true;
    });
    return found;
  }

  rowCount(row: number): number {
    let total = 0;
    this.forEachRun(row, (start, end) => {
      total += end - start;
    });
    return total;
  }

  count(): number {
    if (this.#count < 0) {
      let total = 0;
      const add: RunVisitor = (start, end) => {
        total += end - start;
      };
      for (let row = 0; row < this.rows; row++) this.forEachRun(row, add);
      this.#count = total;
    }
    return this.#count;
  }
}

/**
 * A mask whose rows are computed when asked for. `fill` must be pure and keep ranges [start, end) in
 * ascending order of start; they are clipped to [0, cols), touching and overlapping ones merge. Out of
 * order they throw when the row is walked.
 */
export function lazyMask(rows: number, cols: number, fill: RowFill): LazyMask {
  return new LazyMask(rows, cols, fill, false);
}

/** `lazyMask` for an n × n causal mask: row i is clipped to columns [0, i]. */
export function lazyCausal(n: number, fill: RowFill): LazyMask {
  return new LazyMask(n, n, fill, true);
}
