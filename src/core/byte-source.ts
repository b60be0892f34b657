// A file of which only the bytes that are needed are read: one larger than memory opens too. Readers of
// formats are generators that name the stretch they need next, so that the same code reads files that
// answer at once (memory, a disk) and those that answer later (a page's `File`).
import { ExpectedError } from './result.ts';

/** A file that answers at once. */
export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /** Bytes `start` to `end`, which lie within: a view or a copy, not to be written to. */
  read(start: number, end: number): Uint8Array<ArrayBuffer>;
}

/** Bytes `start` to `end` of a file. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Reading under way: it yields the stretch that it needs next and goes on with its bytes. */
export type Reading<T> = Generator<Stretch, T, Uint8Array<ArrayBuffer>>;

/** A file held in memory. */
export function sourceOfBytes(bytes: Uint8Array<ArrayBuffer>): ByteSource {
  return { size: bytes.length, read: (start, end) => bytes.subarray(start, end) };
}

/** All bytes of a file. */
export function wholeOf(file: ArrayBuffer | ByteSource): Uint8Array<ArrayBuffer> {
  if (file instanceof ArrayBuffer) return new Uint8Array(file);
  return file.read(0, file.size);
}

export function readNow<T>(reading: Reading<T>, source: ByteSource): T {
  let step = reading.next();
  while (!step.done) {
    const { start, end } = step.value;
    step = reading.next(source.read(start, end));
  }
  return step.value;
}

/** The same for a file that a page or a program was handed: only slices of it are read. */
export async function readLater<T>(reading: Reading<T>, file: Blob): Promise<T> {
  let step = reading.next();
  while (!step.done) {
    const { start, end } = step.value;
    step = reading.next(new Uint8Array(await file.slice(start, end).arrayBuffer()));
  }
  return step.value;
}

/** Makes an array of so many bytes. Throws an ExpectedError where there is not so much memory. */
export function inMemory<T>(bytes: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const size = bytes.toLocaleString('en');
    throw new ExpectedError('input', `${size} bytes at once are more than fit into memory here`);
  }
}
