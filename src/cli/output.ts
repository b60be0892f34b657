// Results as NumPy arrays.
import type { Mask } from '../core/mask/mask.ts';
import { writeNpz, type NpyArray } from '../core/npy.ts';
import { ExpectedError } from '../core/result.ts';
import { refuseUnwritable, writeBytes } from './files.ts';

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

/** Refuses a name that is not one of an .npz, or where nothing can be written. */
export function checkOut(path: string | null): void {
  if (path === null) return;
  if (!path.endsWith('.npz')) {
    throw new ExpectedError('out', `run writes an .npz: --out must end in .npz, got “${path}”`);
  }
  refuseUnwritable(path);
}

export function writeArrays(path: string, arrays: Readonly<Record<string, NpyArray>>): void {
  writeBytes(path, writeNpz(arrays));
}
