// Masks as NumPy has them.
import type { Mask } from './mask.ts';

/** One byte per cell, 1 kept; masks of one size, one after the other. */
export function maskBytes(masks: readonly Mask[]): Uint8Array {
  const { rows, cols } = masks[0] ?? { rows: 0, cols: 0 };
  const bytes = new Uint8Array(masks.length * rows * cols);
  for (const [at, mask] of masks.entries()) {
    for (let row = 0; row < rows; row++) {
      const start = (at * rows + row) * cols;
      mask.forEachRun(row, (from, to) => bytes.fill(1, start + from, start + to));
    }
  }
  return bytes;
}
