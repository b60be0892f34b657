// Results as NumPy arrays.
import { writeNpz, type NpyArray } from '../core/npy.ts';
import { ExpectedError } from '../core/result.ts';
import { refuseSame, refuseUnwritable, writeBytes } from './write.ts';

/** Refuses a name that is not one of an .npz, where nothing can be written, or that is the input's. */
export function checkOut(path: string | null, input: string): void {
  if (path === null) return;
  if (!path.endsWith('.npz')) {
    throw new ExpectedError('out', `run writes an .npz: --out must end in .npz, got “${path}”`);
  }
  refuseSame(path, input, '--input');
  refuseUnwritable(path);
}

/** The same of a file with one of several endings, of which nothing was read. */
export function checkEnding(path: string | null, endings: readonly string[]): void {
  if (path === null) return;
  if (!endings.some((ending) => path.endsWith(ending))) {
    const known = endings.join(' or ');
    throw new ExpectedError('out', `--out must end in ${known} here, got “${path}”`);
  }
  refuseUnwritable(path);
}

export function writeArrays(path: string, arrays: Readonly<Record<string, NpyArray>>): void {
  writeBytes(path, writeNpz(arrays));
}
