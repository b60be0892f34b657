// Kept columns as sorted indices per row (compressed sparse rows): small where columns stand alone,
// as after a top-k per row.
import type { Mask, RunVisitor } from './mask.ts';
import { checkSize, grown } from './size.ts';

/** Row i keeps columns[rowStart[i] … rowStart[i + 1]), ascending; trusts them. Build with `buildCsr`. */
export class CsrMask implements Mask {
  readonly kind = 'csr';
  readonly rows: number;
  readonly cols: number;
  readonly rowStart: Uint32Array;
  readonly columns: Uint32Array;

  constructor(rows: number, cols: number, rowStart: Uint32Array, columns: Uint32Array) {
    checkSize(rows, cols);
    this.rows = rows;
    this.cols = cols;
    this.rowStart = rowStart;
    this.columns = columns;
  }

  forEachRun(row: number, visit: RunVisitor): void {
    const { columns } = this;
    const end = this.rowStart[row + 1]!;
    let at = this.rowStart[row]!;
    while (at < end) {
      const start = columns[at]!;
      let stop = start + 1;
      while (++at < end && columns[at] === stop) stop++;
      visit(start, stop);
    }
  }

  has(row: number, col: number): boolean {
    const { columns } = this;
    let low = this.rowStart[row]!;
    let high = this.rowStart[row + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (columns[middle]! < col) low = middle + 1;
      else high = middle;
    }
    return low < this.rowStart[row + 1]! && columns[low] === col;
  }

  rowCount(row: number): number {
    return this.rowStart[row + 1]! - this.rowStart[row]!;
  }

  count(): number {
    return this.rowStart[this.rows]!;
  }
}

/**
 * A mask from the kept columns of each row, in any order; repeated ones count once. Throws a
 * RangeError for a column outside [0, cols).
 */
export function buildCsr(
  rows: number,
  cols: number,
  columnsOf: (row: number) => ArrayLike<number>,
): CsrMask {
  checkSize(rows, cols);
  const rowStart = new Uint32Array(rows + 1);
  let columns = new Uint32Array(Math.max(16, rows));
  let length = 0;
  for (let row = 0; row < rows; row++) {
    const chosen = new Float64Array(columnsOf(row)).sort();
    const needed = length + chosen.length;
    if (needed > columns.length) columns = grown(columns, needed);
    let previous = -1;
    for (const col of chosen) {
      if (!Number.isInteger(col) || col < 0 || col >= cols) {
        throw new RangeError(
          `row ${row} keeps column ${col}, but columns go from 0 to ${cols - 1}`,
        );
      }
      if (col !== previous) columns[length++] = col;
      previous = col;
    }
    rowStart[row + 1] = length;
  }
  return new CsrMask(rows, cols, rowStart, columns.slice(0, length));
}
