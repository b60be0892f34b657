// Reading and writing files, with what went wrong in words.
import { accessSync, constants, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ExpectedError } from '../core/result.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'it is no folder, or lies in none',
  ENOSPC: 'the disk is full',
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

export function writeBytes(path: string, content: Uint8Array | string): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw new ExpectedError('out', `cannot write “${path}”: ${reasonOf(error)}`);
  }
}

/** Refuses a name where no file can be written, before anything is computed for it. */
export function refuseUnwritable(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new ExpectedError('out', `cannot write “${path}”: there is no folder “${folder}”`);
  }
  try {
    accessSync(existsSync(path) ? path : folder, constants.W_OK);
  } catch (error) {
    throw new ExpectedError('out', `cannot write “${path}”: ${reasonOf(error)}`);
  }
  if (existsSync(path) && statSync(path).isDirectory()) {
    throw new ExpectedError('out', `cannot write “${path}”: it is a folder; name a file in it`);
  }
}
