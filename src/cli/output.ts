// Results as NumPy arrays.
import { writeFileSync } from 'node:fs';
import type { Mask } from '../core/mask/mask.ts';
import { writeNpz, type NpyArray } from '../core/npy.ts';
import { ExpectedError } from '../core/result.ts';

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

/** Writes an .npz. Throws an ExpectedError with the system's reason where it cannot. */
export function writeArrays(path: string, arrays: Readonly<Record<string, NpyArray>>): void {
  try {
    writeFileSync(path, writeNpz(arrays));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExpectedError('out', `cannot write “${path}”: ${reason}`);
  }
}
