// A mask and numbers as NumPy reads them.
import type { Mask } from '../../core/mask/mask.ts';
import type { NpyArray } from '../../core/npy.ts';

/** uint8 [rows, cols]: 1 is kept. */
export function maskArray(mask: Mask): NpyArray {
  const { rows, cols } = mask;
  const kept = new Uint8Array(rows * cols);
  for (let row = 0; row < rows; row++) {
    mask.forEachRun(row, (start, end) => kept.fill(1, row * cols + start, row * cols + end));
  }
  return { shape: [rows, cols], dtype: 'u1', bytes: kept };
}

/** float32 of a shape. */
export function floats(shape: readonly number[], values: Float32Array): NpyArray {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { shape, dtype: 'f4', bytes };
}
