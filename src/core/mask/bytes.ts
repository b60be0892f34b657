// Masks as NumPy has them.
import { ExpectedError } from '../result.ts';
import type { Mask } from './mask.ts';

/** As many bytes as programs read back in one array. */
const MOST = 2 ** 31 - 1;

/** Throws an ExpectedError where so many masks make more bytes than an array should hold. */
export function refuseMaskBytes(masks: number, rows: number, cols: number): void {
  const bytes = masks * rows * cols;
  if (bytes <= MOST) return;
  const size = `${masks} × ${rows} × ${cols} bytes, ${(bytes / 2 ** 30).toFixed(1)} GiB`;
  throw new ExpectedError(
    'out',
    `a mask is written with a byte per cell, at most 2 GiB; here it is ${size}: leave --out away, or take fewer tokens or heads`,
  );
}

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
