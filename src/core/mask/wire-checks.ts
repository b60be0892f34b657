// Checks on the payload of a mask's wire form: after them no reader can run out of bounds, and runs
// are maximal, ascending and disjoint.
import { ExpectedError } from '../result.ts';

/** The one form of message: which part, at which byte, what should be there and what is. */
export function refuse(part: string, byte: number, expected: string, found: string): ExpectedError {
  const text = `mask buffer: ${part} at byte ${byte}: expected ${expected}, found ${found}`;
  return new ExpectedError('mask', text);
}

/** Row starts begin at 0 and never fall. `base` is the byte of the first. */
export function checkRowStart(rowStart: Uint32Array, base: number): void {
  let previous = 0;
  for (let row = 0; row < rowStart.length; row++) {
    const start = rowStart[row]!;
    if (row === 0 ? start !== 0 : start < previous) {
      const expected = row === 0 ? '0' : `${previous} or more`;
      throw refuse(`start of row ${row}`, base + 4 * row, expected, `${start}`);
    }
    previous = start;
  }
}

/** Each run begins beyond the end of the one before it, is not empty and ends within the row. */
export function checkRuns(
  rowStart: Uint32Array,
  runs: Uint32Array,
  cols: number,
  base: number,
): void {
  for (let row = 0; row + 1 < rowStart.length; row++) {
    let least = 0;
    for (let r = 2 * rowStart[row]!; r < 2 * rowStart[row + 1]!; r += 2) {
      const start = runs[r]!;
      const end = runs[r + 1]!;
      if (start < least || start >= end || end > cols) {
        const expected = `${least} ≤ start < end ≤ ${cols}`;
        throw refuse(`run ${r / 2} in row ${row}`, base + 4 * r, expected, `[${start}, ${end})`);
      }
      least = end + 1;
    }
  }
}

/** Columns of a row ascend without repeats and lie within it. */
export function checkColumns(
  rowStart: Uint32Array,
  columns: Uint32Array,
  cols: number,
  base: number,
): void {
  for (let row = 0; row + 1 < rowStart.length; row++) {
    let least = 0;
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) {
      const col = columns[at]!;
      if (col < least || col >= cols) {
        throw refuse(`column in row ${row}`, base + 4 * at, `${least} to ${cols - 1}`, `${col}`);
      }
      least = col + 1;
    }
  }
}

/** In each row of `stride` words, bits from `limit(row)` on are zero. */
export function checkBits(
  words: Uint32Array,
  rows: number,
  limit: (row: number) => number,
  stride: number,
  base: number,
): void {
  if (stride === 0) return;
  for (let row = 0; row < rows; row++) {
    const length = limit(row);
    for (let w = length >>> 5; w < stride; w++) {
      const inside = w === length >>> 5 ? length & 31 : 0;
      const beyond = words[row * stride + w]! >>> inside;
      if (beyond !== 0) {
        const bit = 32 * w + inside + 31 - Math.clz32(beyond & -beyond);
        const byte = base + 4 * (row * stride + w);
        throw refuse(`bits of row ${row}`, byte, `none from ${length} on`, `bit ${bit} set`);
      }
    }
  }
}
