// The header of the safetensors format: eight bytes with its length, little-endian, then JSON that names
// every tensor's dtype, shape and range of bytes. Nothing is trusted: a range that leaves the file, overlaps,
// leaves a gap or does not fit its shape is refused, as the reference parser does, and so is a name that
// stands there twice. A dtype that is not known here hinders nobody who does not ask for that tensor.
// Source of the format: repository huggingface/safetensors.
import type { Reading } from '../core/byte-source.ts';
import { repeatedKey } from '../core/json-keys.ts';
import { ExpectedError } from '../core/result.ts';
import { told, toldValue } from '../core/told.ts';
import { isObject } from './json.ts';

/** Bits per element of the dtypes of the format. */
const DTYPE_BITS: ReadonlyMap<string, number> = new Map([
  ...['F4'].map((dtype) => [dtype, 4] as const),
  ...['F6_E2M3', 'F6_E3M2'].map((dtype) => [dtype, 6] as const),
  ...['BOOL', 'U8', 'I8', 'F8_E5M2', 'F8_E4M3'].map((dtype) => [dtype, 8] as const),
  ...['F8_E8M0', 'F8_E5M2FNUZ', 'F8_E4M3FNUZ'].map((dtype) => [dtype, 8] as const),
  ...['I16', 'U16', 'F16', 'BF16'].map((dtype) => [dtype, 16] as const),
  ...['I32', 'U32', 'F32'].map((dtype) => [dtype, 32] as const),
  ...['F64', 'I64', 'U64', 'C64'].map((dtype) => [dtype, 64] as const),
]);

/** Where a tensor lies. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Offsets in the file. */
  readonly start: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  /** The free strings under `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly entries: readonly TensorEntry[];
}

const MAX_HEADER = 100_000_000;
const METADATA = '__metadata__';

/**
 * The header of a file of `size` bytes. Throws an ExpectedError that names the tensor, the offset, what was
 * expected and what was found.
 */
export function* safetensorsHeader(size: number): Reading<SafetensorsHeader> {
  if (size < 8) throw bad(`the file has ${size} bytes; a safetensors file has at least 8`);
  const length = lengthIn(yield { start: 0, end: 8 });
  const room = size - 8;
  if (length > Math.min(MAX_HEADER, room)) {
    throw bad(
      `bytes 0–7 announce a header of ${length} bytes, but ${room} bytes follow: ` +
        'this is no safetensors file, or it is cut short',
    );
  }
  const header = parse(yield { start: 8, end: 8 + length });
  const entries = entriesOf(header, 8 + length, size);
  checkLayout(entries, 8 + length, size);
  return { metadata: readMetadata(header), entries };
}

/** Bytes of the whole file according to its header, or null while `prefix` does not hold all of it. */
export function safetensorsLength(prefix: ArrayBuffer): number | null {
  if (prefix.byteLength < 8) return null;
  const length = lengthIn(new Uint8Array(prefix, 0, 8));
  if (length > prefix.byteLength - 8) return null;
  const header = parse(new Uint8Array(prefix, 8, length));
  const entries = entriesOf(header, 8 + length, Infinity);
  return entries.reduce((most, { end }) => Math.max(most, end), 8 + length);
}

/** Bytes that a tensor takes; null for a dtype that is not known. */
export function bytesOfTensor(dtype: string, shape: readonly number[]): number | null {
  const bits = DTYPE_BITS.get(dtype);
  return bits === undefined ? null : shape.reduce((product, size) => product * size, bits) / 8;
}

/** Bytes of one element, for those that have to lie on a boundary; unknown ones are taken for the widest. */
export function bytesOfElement(dtype: string): number {
  return (DTYPE_BITS.get(dtype) ?? 64) / 8;
}

function lengthIn(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const place = `the header at bytes 8–${7 + bytes.length}`;
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw bad(`${place} is not UTF-8 text`);
  }
  try {
    header = JSON.parse(text);
  } catch (error) {
    throw bad(`${place} is not JSON: ${told((error as Error).message, 200)}`);
  }
  if (!isObject(header)) throw bad('the header is not a JSON object of tensors');
  const twice = repeatedKey(text);
  if (twice === null) return header;
  const what = `the header names “${told(twice)}” twice; one of them would be lost`;
  throw new ExpectedError(twice, what);
}

function readMetadata(header: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const metadata = header[METADATA] ?? {};
  if (!isObject(metadata)) throw bad('__metadata__ in the header is not an object of strings');
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== 'string') throw bad(`__metadata__ entry “${told(key)}” is not a string`);
  }
  return metadata as Readonly<Record<string, string>>;
}

function entriesOf(
  header: Readonly<Record<string, unknown>>,
  dataStart: number,
  fileEnd: number,
): TensorEntry[] {
  return Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => readEntry(name, entry, dataStart, fileEnd));
}

function readEntry(name: string, entry: unknown, dataStart: number, fileEnd: number): TensorEntry {
  const wrong = (message: string): ExpectedError =>
    new ExpectedError(name, `tensor “${told(name)}” ${message}`);
  if (!isObject(entry)) throw wrong('has no dtype, shape and data_offsets in the header');
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string') throw wrong(`has dtype ${toldValue(dtype)}, expected a name`);
  if (!isCounts(shape)) throw wrong(`has shape ${toldValue(shape)}, expected whole numbers`);
  if (!isCounts(offsets) || offsets.length !== 2) {
    throw wrong(`has data_offsets ${toldValue(offsets)}, expected [start, end]`);
  }
  const [start, end] = offsets as [number, number];
  if (start > end || end > fileEnd - dataStart) {
    const room = fileEnd - dataStart;
    throw wrong(`lies at bytes ${start}–${end} of the data, which has ${room} bytes`);
  }
  const expected = bytesOfTensor(dtype, shape);
  if (expected !== null && expected !== end - start) {
    const form = `${toldValue(shape)} in ${dtype}`;
    throw wrong(`has ${end - start} bytes at offset ${start}, but ${form} needs ${expected}`);
  }
  return { name, dtype, shape, start: dataStart + start, end: dataStart + end };
}

/** The ranges must cover the data exactly once, as the reference parser asks. */
function checkLayout(entries: readonly TensorEntry[], dataStart: number, fileEnd: number): void {
  let reached = dataStart;
  let before = 'the header';
  for (const { name, start, end } of [...entries].sort(
    (a, b) => a.start - b.start || a.end - b.end,
  )) {
    if (start !== reached) {
      const what = start < reached ? 'overlaps' : 'leaves a gap after';
      const [at, expected] = [start - dataStart, reached - dataStart];
      throw new ExpectedError(
        name,
        `tensor “${told(name)}” ${what} ${before}: it starts at ${at}, expected ${expected}`,
      );
    }
    reached = end;
    before = `“${told(name)}”`;
  }
  if (reached !== fileEnd) {
    const [end, room] = [reached - dataStart, fileEnd - dataStart];
    throw bad(`the tensors end at byte ${end} of the data, but it has ${room} bytes`);
  }
}

function bad(message: string): ExpectedError {
  return new ExpectedError('safetensors', message);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((x) => Number.isSafeInteger(x) && (x as number) >= 0);
}
