// A small matrix as pixels, one to a cell: its largest finite value gets the last colour of the ramp,
// its smallest (or zero, where that is smaller) the first.
import { paletteOf } from '../../core/palette.ts';
import type { Matrix } from '../../core/tensor.ts';
import type { Theme } from '../types.ts';

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Range of the finite values, above the diagonal left out where `causal`; zero is always in it. */
export function rangeOf(matrix: Matrix, causal: boolean): Range {
  let [low, high] = [0, 0];
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < (causal ? Math.min(i + 1, matrix.cols) : matrix.cols); j++) {
      const value = matrix.data[i * matrix.cols + j] ?? 0;
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return { low, high };
}

/** rows × cols RGBA; cells beyond the diagonal of a causal matrix and values that are not finite stay empty. */
export function matrixPixels(
  matrix: Matrix,
  causal: boolean,
  theme: Theme,
): Uint8ClampedArray<ArrayBuffer> {
  const { sequential } = paletteOf(theme);
  const { low, high } = rangeOf(matrix, causal);
  const words = new Uint32Array(matrix.rows * matrix.cols);
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.cols; j++) {
      const value = matrix.data[i * matrix.cols + j] ?? 0;
      if ((causal && j > i) || !Number.isFinite(value)) continue;
      const t = high > low ? (value - low) / (high - low) : 0;
      words[i * matrix.cols + j] = sequential[Math.round(t * 255)] ?? 0;
    }
  }
  return new Uint8ClampedArray(words.buffer);
}
