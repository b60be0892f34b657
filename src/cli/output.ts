// Results as NumPy arrays.
import { writeNpz, type NpyArray } from '../core/npy.ts';
import { ExpectedError } from '../core/result.ts';
import { refuseUnwritable, writeBytes } from './files.ts';

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
