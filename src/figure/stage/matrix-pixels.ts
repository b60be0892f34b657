// A small matrix as pixels. Each pixel shows the largest of its cells, so a lone high score survives
// a narrow screen.
import { HIGH, LOW, paletteOf, scaleOf } from '../../core/palette.ts';
import type { Matrix } from '../../core/tensor.ts';
import type { Theme } from '../types.ts';

export interface Range {
  readonly low: number;
  readonly high: number;
  /** Attention weights share the logarithmic scale of the big map; scores get a linear one. */
  readonly log: boolean;
}

/** Range of the finite values, above the diagonal left out where `causal`; zero is always in it. */
export function rangeOf(matrix: Matrix, causal: boolean, log: boolean): Range {
  if (log) return { low: LOW, high: HIGH, log };
  let [low, high] = [0, 0];
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < (causal ? Math.min(i + 1, matrix.cols) : matrix.cols); j++) {
      const value = matrix.data[i * matrix.cols + j] ?? 0;
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return { low, high, log };
}

export interface MatrixPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * One pixel per cell, or where there are more than `most` columns or rows, one per group of them.
 * Cells beyond the diagonal of a causal matrix and values that are not finite stay transparent.
 */
export function matrixPicture(
  matrix: Matrix,
  causal: boolean,
  range: Range,
  theme: Theme,
  most: number,
): MatrixPicture {
  const { sequential } = paletteOf(theme);
  const wide = Math.max(1, Math.ceil(matrix.cols / most));
  const tall = Math.max(1, Math.ceil(matrix.rows / most));
  const width = Math.ceil(matrix.cols / wide);
  const height = Math.ceil(matrix.rows / tall);
  const best = new Float32Array(width * height).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < matrix.rows; i++) {
    const line = Math.floor(i / tall) * width;
    for (let j = 0; j < (causal ? Math.min(i + 1, matrix.cols) : matrix.cols); j++) {
      const value = matrix.data[i * matrix.cols + j] ?? 0;
      const at = line + Math.floor(j / wide);
      if (Number.isFinite(value) && value > (best[at] ?? 0)) best[at] = value;
    }
  }
  const { low, high, log } = range;
  const words = new Uint32Array(width * height);
  for (const [at, value] of best.entries()) {
    if (!Number.isFinite(value)) continue;
    const t = log ? scaleOf(value) : high > low ? (value - low) / (high - low) : 0;
    words[at] = sequential[Math.round(t * 255)] ?? 0;
  }
  return { width, height, pixels: new Uint8ClampedArray(words.buffer) };
}
