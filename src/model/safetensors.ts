// Reads the safetensors format: an 8-byte little-endian header length, a JSON header naming every
// tensor's dtype, shape and byte range, then the bytes. Nothing is trusted: a range that leaves the
// file, overlaps, leaves a gap or does not fit its shape is refused, as the reference parser does.
// Source of the format: repository huggingface/safetensors.
import { ExpectedError } from '../core/result.ts';
import { bfloat16sToFloats, halvesToFloats } from './half.ts';
import { isObject } from './json.ts';

/** Bytes per element of the dtypes that a header may name. */
export const DTYPE_BYTES = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
} as const;

export type Dtype = keyof typeof DTYPE_BYTES;

/** A tensor as it lies in the file: row-major, little-endian. `bytes` is a view, not a copy. */
export interface RawTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** Named tensors, from one file or several. */
export interface TensorSource {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** Throws an ExpectedError naming the tensor where there is none. */
  tensor(name: string): RawTensor;
  /**
   * The values of an F32, F16 or BF16 tensor, exact. May be a view of the file: not to be written to.
   * Throws an ExpectedError for any other dtype.
   */
  float32(name: string): Float32Array;
  /** The bits of an F16 tensor; a view or a copy. Throws an ExpectedError for any other dtype. */
  half(name: string): Uint16Array;
}

export interface SafetensorsFile extends TensorSource {
  /** The free strings under `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
}

const MAX_HEADER = 100_000_000;

/**
 * Opens a file held in memory. Throws an ExpectedError that names the tensor, the offset, what was
 * expected and what was found.
 */
export function readSafetensors(buffer: ArrayBuffer): SafetensorsFile {
  const { header, dataStart } = readHeader(buffer);
  const end = buffer.byteLength - dataStart;
  const metadata = readMetadata(header);
  const ranges = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => readEntry(name, entry, end));
  checkLayout(ranges, end);
  const tensors = new Map(
    ranges.map(({ name, dtype, shape, start, end }) => {
      const bytes = new Uint8Array(buffer, dataStart + start, end - start);
      return [name, { dtype, shape, bytes }] as const;
    }),
  );
  return { metadata, ...sourceOf(tensors) };
}

/** Bytes of the whole file according to its header, or null while `prefix` does not hold all of it. */
export function safetensorsLength(prefix: ArrayBuffer): number | null {
  if (prefix.byteLength < 8) return null;
  const length = Number(new DataView(prefix).getBigUint64(0, true));
  if (length > prefix.byteLength - 8) return null;
  const { header, dataStart } = readHeader(prefix);
  let end = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name !== '__metadata__') end = Math.max(end, readEntry(name, entry, Infinity).end);
  }
  return dataStart + end;
}

/** Several sources as one, for weights that come in shards. A name found twice is refused. */
export function mergeSources(sources: readonly TensorSource[]): TensorSource {
  const tensors = new Map<string, RawTensor>();
  for (const source of sources) {
    for (const name of source.names) {
      if (tensors.has(name)) throw new ExpectedError(name, `tensor “${name}” is in two files`);
      tensors.set(name, source.tensor(name));
    }
  }
  return sourceOf(tensors);
}

function sourceOf(tensors: ReadonlyMap<string, RawTensor>): TensorSource {
  const tensor = (name: string): RawTensor => {
    const found = tensors.get(name);
    if (found) return found;
    const some = [...tensors.keys()].slice(0, 4).join(', ') || 'none';
    throw new ExpectedError(name, `there is no tensor “${name}”; the file has ${some}, …`);
  };
  return {
    names: [...tensors.keys()],
    has: (name) => tensors.has(name),
    tensor,
    float32(name) {
      const { dtype, bytes } = tensor(name);
      if (dtype === 'F32') return new Float32Array(...aligned(bytes, 4));
      if (dtype === 'F16') return halvesToFloats(new Uint16Array(...aligned(bytes, 2)));
      if (dtype === 'BF16') return bfloat16sToFloats(new Uint16Array(...aligned(bytes, 2)));
      throw new ExpectedError(name, `tensor “${name}” is ${dtype}; needed are F32, F16 or BF16`);
    },
    half(name) {
      const { dtype, bytes } = tensor(name);
      if (dtype === 'F16') return new Uint16Array(...aligned(bytes, 2));
      throw new ExpectedError(name, `tensor “${name}” is ${dtype}; needed is F16`);
    },
  };
}

/** Arguments of a typed array over `bytes`, copied first where they do not lie on an element boundary. */
function aligned(bytes: Uint8Array, size: number): [ArrayBufferLike, number, number] {
  const lying = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return [lying.buffer, lying.byteOffset, lying.byteLength / size];
}

interface Range {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Relative to the end of the header. */
  readonly start: number;
  readonly end: number;
}

function readHeader(buffer: ArrayBuffer): { header: Record<string, unknown>; dataStart: number } {
  if (buffer.byteLength < 8) {
    throw bad(`the file has ${buffer.byteLength} bytes; a safetensors file has at least 8`);
  }
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const room = buffer.byteLength - 8;
  if (length > Math.min(MAX_HEADER, room)) {
    throw bad(
      `bytes 0–7 announce a header of ${length} bytes, but ${room} bytes follow: ` +
        'this is no safetensors file, or it is cut short',
    );
  }
  const text = new TextDecoder().decode(new Uint8Array(buffer, 8, length));
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (error) {
    throw bad(`the header at bytes 8–${7 + length} is not JSON: ${(error as Error).message}`);
  }
  if (!isObject(header)) throw bad('the header is not a JSON object of tensors');
  return { header, dataStart: 8 + length };
}

function readMetadata(header: Record<string, unknown>): Record<string, string> {
  const metadata = header['__metadata__'] ?? {};
  if (!isObject(metadata)) throw bad('__metadata__ in the header is not an object of strings');
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== 'string') throw bad(`__metadata__ entry “${key}” is not a string`);
  }
  return metadata as Record<string, string>;
}

function readEntry(name: string, entry: unknown, fileEnd: number): Range {
  const wrong = (message: string): ExpectedError =>
    new ExpectedError(name, `tensor “${name}” ${message}`);
  if (!isObject(entry)) throw wrong('has no dtype, shape and data_offsets in the header');
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPE_BYTES, dtype)) {
    throw wrong(
      `has dtype ${JSON.stringify(dtype)}; known are ${Object.keys(DTYPE_BYTES).join(', ')}`,
    );
  }
  if (!isCounts(shape)) throw wrong(`has shape ${JSON.stringify(shape)}, expected whole numbers`);
  if (!isCounts(offsets) || offsets.length !== 2) {
    throw wrong(`has data_offsets ${JSON.stringify(offsets)}, expected [start, end]`);
  }
  const [start, end] = offsets as [number, number];
  if (start > end || end > fileEnd) {
    throw wrong(`lies at bytes ${start}–${end} of the data, which has ${fileEnd} bytes`);
  }
  const expected = shape.reduce((product, size) => product * size, DTYPE_BYTES[dtype as Dtype]);
  if (expected !== end - start) {
    const form = `[${shape.join(', ')}] in ${dtype}`;
    throw wrong(`has ${end - start} bytes at offset ${start}, but ${form} needs ${expected}`);
  }
  return { name, dtype: dtype as Dtype, shape, start, end };
}

/** The ranges must cover the data exactly once, as the reference parser asks. */
function checkLayout(ranges: readonly Range[], dataEnd: number): void {
  let reached = 0;
  let before = 'the header';
  for (const { name, start, end } of [...ranges].sort(
    (a, b) => a.start - b.start || a.end - b.end,
  )) {
    if (start !== reached) {
      const what = start < reached ? 'overlaps' : 'leaves a gap after';
      throw new ExpectedError(
        name,
        `tensor “${name}” ${what} ${before}: it starts at ${start}, expected ${reached}`,
      );
    }
    reached = end;
    before = `“${name}”`;
  }
  if (reached !== dataEnd) {
    throw bad(`the tensors end at byte ${reached} of the data, but it has ${dataEnd} bytes`);
  }
}

function bad(message: string): ExpectedError {
  return new ExpectedError('safetensors', message);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((x) => Number.isSafeInteger(x) && (x as number) >= 0);
}
