// Reading files whole, with what went wrong in words.
import { readFileSync } from 'node:fs';
import { ExpectedError } from '../core/result.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'it is no folder, or lies in none',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file is larger than is allowed here',
  ELOOP: 'its links lead round in a circle',
  ENAMETOOLONG: 'the name is too long',
};

/** "permission denied (EACCES)"; the system's own words for what is not expected. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  const words = REASONS[code];
  return words === undefined ? error.message : `${words} (${code})`;
}

/** Throws an ExpectedError of `field`. */
export function readBytes(field: string, path: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw new ExpectedError(field, `cannot read “${path}”: ${reasonOf(error)}`);
  }
}

/** UTF-8, without a byte order mark. Throws an ExpectedError of `field`, for bytes of other encodings too. */
export function readWords(field: string, path: string): string {
  const bytes = readBytes(field, path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ExpectedError(field, `“${path}” is not UTF-8 text; save it in that encoding`);
  }
}
