// Labels: queries and keys reduced to a few channels, each vector rounded on a grid of its own.
import { matrix, type Matrix } from '../../../core/tensor.ts';
import { roundEven } from '../_shared/round.ts';

/** Some columns of a matrix, from row `from` on. */
export function columnsOf(all: Matrix, columns: ArrayLike<number>, from = 0): Matrix {
  const out = matrix(all.rows - from, columns.length);
  for (let row = from, at = 0; row < all.rows; row++) {
    for (let c = 0; c < columns.length; c++, at++) {
      out.data[at] = all.data[row * all.cols + columns[c]!]!;
    }
  }
  return out;
}

/**
 * Every row to `bits` bits and back: 2^bits levels from its least to its largest entry, in single precision,
 * halves to the even level. 16 bits leave it as it is.
 */
export function roundTrip(labels: Matrix, bits: number): Matrix {
  if (bits >= 16) return labels;
  const { rows, cols, data } = labels;
  const out = matrix(rows, cols);
  const levels = 2 ** bits - 1;
  for (let row = 0; row < rows; row++) {
    const own = data.subarray(row * cols, (row + 1) * cols);
    let [least, most] = [Infinity, -Infinity];
    for (let c = 0; c < cols; c++) {
      if (own[c]! < least) least = own[c]!;
      if (own[c]! > most) most = own[c]!;
    }
    const range = Math.fround(most - least) || 1;
    const scale = Math.fround(levels / range);
    for (let c = 0; c < cols; c++) {
      const level = roundEven(Math.fround(Math.fround(own[c]! - least) * scale));
      out.data[row * cols + c] = Math.fround(Math.min(levels, level) / scale) + least;
    }
  }
  return out;
}
