// Writing files so that none is ever left half written: what can be refused is refused before anything is
// computed, and the bytes go to a file beside, which takes the name once it is whole.
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
  type BigIntStats,
  type Stats,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { ExpectedError } from '../core/result.ts';
import { reasonOf } from './files.ts';

/** Bytes that a system writes at once, everywhere. */
const AT_ONCE = 1 << 30;
const MOST_LINKS = 40;

/** Writes all of the file, or leaves what was there as it was and throws an ExpectedError. */
export function writeBytes(path: string, content: Uint8Array | string): void {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  try {
    const target = targetOf(path);
    const before = statOf(target);
    if (before && !before.isFile()) writeInto(target, 'w', bytes);
    else replace(target, bytes, before?.mode);
  } catch (error) {
    throw refusal(path, error);
  }
}

/** Refuses a name where no file can be written, before anything is computed for it. */
export function refuseUnwritable(path: string): void {
  try {
    const target = targetOf(path);
    const folder = dirname(target);
    if (!statOf(folder)?.isDirectory()) {
      const link = target === path ? '' : `it is a link to “${target}”, and `;
      throw new ExpectedError(
        'out',
        `cannot write “${path}”: ${link}there is no folder “${folder}”`,
      );
    }
    const before = statOf(target);
    if (before?.isDirectory()) {
      throw new ExpectedError('out', `cannot write “${path}”: it is a folder; name a file in it`);
    }
    if (before) accessSync(target, constants.W_OK);
    if (before && !before.isFile()) return; // a device or a pipe
    // Only trying tells: rights, quotas, disks that are read-only.
    const probe = besideOf(target);
    closeSync(openSync(probe, 'wx'));
    rmSync(probe);
  } catch (error) {
    throw refusal(path, error);
  }
}

/** Refuses to write over the file that is read, by whatever name; `option` is the one that names it. */
export function refuseSame(out: string, input: string, option: string): void {
  const [written, read] = [identityOf(out), identityOf(input)];
  if (!written?.isFile() || !read) return;
  if (written.dev !== read.dev || written.ino !== read.ino) return;
  throw new ExpectedError('out', `--out “${out}” is the very file of ${option}; name another one`);
}

function identityOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined; // nothing that could be written over
  }
}

function replace(target: string, bytes: Uint8Array, mode: number | undefined): void {
  const beside = besideOf(target);
  try {
    writeInto(beside, 'wx', bytes, mode);
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

function writeInto(path: string, flag: string, bytes: Uint8Array, mode?: number): void {
  const file = openSync(path, flag);
  try {
    if (mode !== undefined) fchmodSync(file, mode);
    for (let at = 0; at < bytes.length;) {
      at += writeSync(file, bytes, at, Math.min(AT_ONCE, bytes.length - at));
    }
    if (flag === 'wx') fsyncSync(file); // some disks say only then that they are full
  } finally {
    closeSync(file);
  }
}

/** Hidden, and short, so that it fits wherever the name itself does. */
function besideOf(target: string): string {
  return join(dirname(target), `.atlas-${randomUUID().slice(0, 8)}.part`);
}

/** Where a name leads: to the end of links, also of those that lead to nothing yet. */
function targetOf(path: string): string {
  let at = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    if (!isLink(at)) return at;
    at = resolve(realpathSync(dirname(at)), readlinkSync(at));
  }
  throw new ExpectedError('out', `cannot write “${path}”: its links lead round in a circle`);
}

export function isLink(path: string): boolean {
  return statOf(path, lstatSync)?.isSymbolicLink() ?? false;
}

/** Undefined where there is nothing. */
function statOf(path: string, look = statSync): Stats | undefined {
  try {
    return look(path, { throwIfNoEntry: false });
  } catch (error) {
    // Within a file: nothing is there either.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function refusal(path: string, error: unknown): ExpectedError {
  if (error instanceof ExpectedError) return error;
  return new ExpectedError('out', `cannot write “${path}”: ${reasonOf(error)}`);
}
