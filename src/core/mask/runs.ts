// Kept columns as runs per row: the common form that every mask can be turned into, and the one that
// kernels read. Run r keeps columns [runs[2r], runs[2r + 1]); row i owns runs rowStart[i] … rowStart[i + 1].
import type { Mask, RunVisitor } from './mask.ts';
import { checkSize, grown } from './size.ts';

/** The flat form. Runs of a row are maximal, ascending and disjoint. */
export interface MaskRuns {
  readonly rows: number;
  readonly cols: number;
  /** rows + 1 indices of runs (not of numbers: run r lies at 2r). */
  readonly rowStart: Uint32Array;
  /** start, end pairs. */
  readonly runs: Uint32Array;
}

/** A mask over arrays that already have the flat form; trusts them. Build one with `buildRuns`. */
export class RunsMask implements Mask, MaskRuns {
  readonly kind = 'runs';
  readonly rows: number;
  readonly cols: number;
  readonly rowStart: Uint32Array;
  readonly runs: Uint32Array;
  #count = -1;

  constructor(rows: number, cols: number, rowStart: Uint32Array, runs: Uint32Array) {
    checkSize(rows, cols);
    this.rows = rows;
    this.cols = cols;
    this.rowStart = rowStart;
    this.runs = runs;
  }

  forEachRun(row: number, visit: RunVisitor): void {
    const { runs, rowStart } = this;
    const end = rowStart[row + 1]! * 2;
    for (let r = rowStart[row]! * 2; r < end; r += 2) visit(runs[r]!, runs[r + 1]!);
  }

  has(row: number, col: number): boolean {
    const { runs, rowStart } = this;
    let low = rowStart[row]!;
    let high = rowStart[row + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (runs[2 * middle + 1]! <= col) low = middle + 1;
      else high = middle;
    }
    return low < rowStart[row + 1]! && runs[2 * low]! <= col;
  }

  rowCount(row: number): number {
    return this.#length(this.rowStart[row]!, this.rowStart[row + 1]!);
  }

  count(): number {
    if (this.#count < 0) this.#count = this.#length(0, this.rowStart[this.rows]!);
    return this.#count;
  }

  #length(from: number, to: number): number {
    const { runs } = this;
    let total = 0;
    for (let r = 2 * from; r < 2 * to; r += 2) total += runs[r + 1]! - runs[r]!;
    return total;
  }
}

/** Keeps column ranges of one row; may be called any number of times. */
export type RowFill = (row: number, keep: RunVisitor) => void;

/**
 * A mask built row by row. `fill` keeps ranges [start, end) in any order, overlapping as they like;
 * they are clipped to [0, cols), sorted where needed and merged. Ascending ranges are fastest.
 */
export function buildRuns(rows: number, cols: number, fill: RowFill): RunsMask {
  const builder = new RunsBuilder(rows, cols);
  const keep: RunVisitor = (start, end) => builder.add(start, end);
  for (let row = 0; row < rows; row++) {
    fill(row, keep);
    builder.endRow();
  }
  return builder.build();
}

/** `buildRuns` for an n × n causal mask: row i is clipped to columns [0, i]. */
export function buildCausal(n: number, fill: RowFill): RunsMask {
  const builder = new RunsBuilder(n, n);
  let limit = 0;
  const keep: RunVisitor = (start, end) => builder.add(start, end < limit ? end : limit);
  for (let row = 0; row < n; row++) {
    limit = row + 1;
    fill(row, keep);
    builder.endRow();
  }
  return builder.build();
}

/** For loops of one's own: `add` ranges of the current row, `endRow` after each row, then `build`. */
export class RunsBuilder {
  readonly #rows: number;
  readonly #cols: number;
  readonly #rowStart: Uint32Array;
  #runs: Uint32Array<ArrayBuffer>;
  /** Numbers (not pairs) written. */
  #length = 0;
  #row = 0;
  #rowBegin = 0;
  #sorted = true;

  constructor(rows: number, cols: number) {
    checkSize(rows, cols);
    this.#rows = rows;
    this.#cols = cols;
    this.#rowStart = new Uint32Array(rows + 1);
    this.#runs = new Uint32Array(Math.max(16, 4 * rows));
  }

  /** Keeps columns [start, end) of the current row, clipped to [0, cols). Any order, overlap allowed. */
  add(start: number, end: number): void {
    if (start < 0) start = 0;
    if (end > this.#cols) end = this.#cols;
    if (!(start < end)) return;
    if (this.#length > this.#rowBegin) {
      const lastStart = this.#runs[this.#length - 2]!;
      const lastEnd = this.#runs[this.#length - 1]!;
      if (start < lastStart) {
        this.#sorted = false;
      } else if (start <= lastEnd) {
        if (end > lastEnd) this.#runs[this.#length - 1] = end;
        return;
      }
    }
    if (this.#length === this.#runs.length) this.#runs = grown(this.#runs);
    this.#runs[this.#length++] = start;
    this.#runs[this.#length++] = end;
  }

  /** Closes the current row; the next `add` belongs to the row after it. */
  endRow(): void {
    if (this.#row === this.#rows) throw new Error(`the mask has ${this.#rows} rows, got one more`);
    if (!this.#sorted) this.#sortRow();
    this.#row++;
    this.#rowStart[this.#row] = this.#length >>> 1;
    this.#rowBegin = this.#length;
  }

  /** The mask. Throws unless `endRow` was called once for each row. */
  build(): RunsMask {
    if (this.#row !== this.#rows) {
      throw new Error(`the mask has ${this.#rows} rows, only ${this.#row} were closed`);
    }
    const runs = this.#runs.slice(0, this.#length);
    return new RunsMask(this.#rows, this.#cols, this.#rowStart, runs);
  }

  #sortRow(): void {
    // Start and end in one number sort natively; exact while cols² stays below 2^53.
    const base = this.#cols + 1;
    const keys = new Float64Array((this.#length - this.#rowBegin) / 2);
    for (let i = 0; i < keys.length; i++) {
      const at = this.#rowBegin + 2 * i;
      keys[i] = this.#runs[at]! * base + this.#runs[at + 1]!;
    }
    keys.sort();
    this.#length = this.#rowBegin;
    this.#sorted = true;
    for (const key of keys) {
      const start = Math.floor(key / base);
      this.add(start, key - start * base);
    }
  }
}
