// A file on the disk of which only stretches are read: models and tensors may be larger than memory.
import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { inMemory, sourceOfBytes, type ByteSource } from '../core/byte-source.ts';
import { ExpectedError } from '../core/result.ts';
import { readBytes, reasonOf } from './files.ts';

/** Bytes that a system reads at once, everywhere. */
const AT_ONCE = 1 << 30;

/** Throws an ExpectedError of `field` where it cannot be read, now or later. */
export function fileSource(field: string, path: string): ByteSource {
  const first = opened(field, path, (_, about) => about);
  // A pipe has no places to read from.
  if (!first.isFile()) return sourceOfBytes(readBytes(field, path));
  return {
    size: first.size,
    read: (start, end) =>
      opened(field, path, (file, now) => {
        const bytes = inMemory(end - start, () => new Uint8Array(end - start));
        const same = now.size === first.size && now.mtimeMs === first.mtimeMs;
        if (same && fill(bytes, file, start)) return bytes;
        throw new ExpectedError(field, `“${path}” changed while it was read; try again`);
      }),
  };
}

/** Opened anew each time, so that nobody has to close it. */
function opened<T>(field: string, path: string, use: (file: number, about: Stats) => T): T {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return use(file, fstatSync(file));
  } catch (error) {
    if (error instanceof ExpectedError) throw error;
    throw new ExpectedError(field, `cannot read “${path}”: ${reasonOf(error)}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Whether there were bytes enough. */
function fill(bytes: Uint8Array, file: number, start: number): boolean {
  for (let at = 0; at < bytes.length;) {
    const read = readSync(file, bytes, at, Math.min(AT_ONCE, bytes.length - at), start + at);
    if (read === 0) return false;
    at += read;
  }
  return true;
}
