// Readings of tensor files that share no code with the product's: what the numbers must be where a changed
// file still opens. Slow, strict and short.
import { unzipSync } from 'fflate';

export interface PlainTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** By name; null where the file is broken in any way that matters for these names. */
export type Plain = Readonly<Record<string, PlainTensor>> | null;

/** As the format's own description has it: every range within the file, none twice, no name twice. */
export function plainSafetensors(bytes: Uint8Array, wanted: readonly string[]): Plain {
  try {
    const file = Buffer.from(bytes);
    const length = Number(file.readBigUInt64LE(0));
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, 8 + length));
    if (file.length < 8 + length || namesTwice(text)) return null;
    const data = file.subarray(8 + length);
    const found: Record<string, PlainTensor> = {};
    for (const [name, entry] of Object.entries(JSON.parse(text) as Record<string, Entry>)) {
      if (!wanted.includes(name)) continue;
      const { dtype, shape, data_offsets: offsets } = entry;
      const [start, end] = offsets;
      if (start < 0 || end > data.length || end < start) return null;
      const values = numbersOf(dtype, data.subarray(start, end));
      if (values?.length !== shape.reduce((a, b) => a * b, 1)) return null;
      found[name] = { shape, values };
    }
    return found;
  } catch {
    return null;
  }
}

interface Entry {
  readonly dtype: string;
  readonly shape: number[];
  readonly data_offsets: [number, number];
}

/** Whether an object of the text has a name twice: a parser that keeps all names tells. */
function namesTwice(text: string): boolean {
  let entries = 0;
  const count = (value: unknown): number =>
    typeof value !== 'object' || value === null
      ? 0
      : Object.values(value).reduce<number>(
          (sum, each) => sum + count(each) + (Array.isArray(value) ? 0 : 1),
          0,
        );
  // A colon outside of strings is a name: strings are taken out first.
  entries = text.replace(/"(?:[^"\\]|\\.)*"/g, '').split(':').length - 1;
  return entries !== count(JSON.parse(text));
}

/** The archive's members by a library, each held against its checksum; arrays by their headers. */
export function plainNpz(bytes: Uint8Array, wanted: readonly string[]): Plain {
  try {
    const sums = checksums(Buffer.from(bytes));
    const members = unzipSync(bytes, {
      filter: ({ name }) => wanted.includes(name.replace(/\.npy$/, '')),
    });
    const found: Record<string, PlainTensor> = {};
    for (const [path, content] of Object.entries(members)) {
      const name = path.replace(/\.npy$/, '');
      if (sums.get(path) !== crc(content) || Object.hasOwn(found, name)) return null;
      const tensor = plainNpy(Buffer.from(content));
      if (!tensor) return null;
      found[name] = tensor;
    }
    return found;
  } catch {
    return null;
  }
}

/** By path; NaN for one that is there twice. */
function checksums(file: Buffer): Map<string, number> {
  const end = file.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const sums = new Map<string, number>();
  let at = file.readUInt32LE(end + 16);
  for (let i = 0; i < file.readUInt16LE(end + 10); i++) {
    const [name, extra, comment] = [28, 30, 32].map((place) => file.readUInt16LE(at + place));
    const path = file.toString('utf8', at + 46, at + 46 + name!);
    sums.set(path, sums.has(path) ? NaN : file.readUInt32LE(at + 16));
    at += 46 + name! + extra! + comment!;
  }
  return sums;
}

function crc(bytes: Uint8Array): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

function plainNpy(file: Buffer): PlainTensor | null {
  if (file.toString('latin1', 0, 6) !== '\x93NUMPY') return null;
  const wide = file[6]! > 1;
  const start = (wide ? 12 : 10) + (wide ? file.readUInt32LE(8) : file.readUInt16LE(8));
  const dict = file.toString('latin1', wide ? 12 : 10, start);
  const json = dict
    .replaceAll("'", '"')
    .replace(/\bFalse\b/, 'false')
    .replace(/\bTrue\b/, 'true')
    .replace(/\(/g, '[')
    .replace(/,?\s*\)/g, ']')
    .replace(/,\s*}/, '}');
  const { descr, shape, fortran_order } = JSON.parse(json) as {
    readonly descr: string;
    readonly shape: number[];
    readonly fortran_order: boolean;
  };
  const dtype = { '<f2': 'F16', '<f4': 'F32', '<f8': 'F64' }[descr];
  if (dtype === undefined || (fortran_order && shape.length > 1)) return null;
  const values = numbersOf(dtype, file.subarray(start));
  return values?.length === shape.reduce((a, b) => a * b, 1) ? { shape, values } : null;
}

/** Null for a dtype that is no float or for bytes that do not fit. */
function numbersOf(dtype: string, bytes: Buffer): Float32Array | null {
  const size = { F16: 2, BF16: 2, F32: 4, F64: 8 }[dtype];
  if (size === undefined || bytes.length % size !== 0) return null;
  return Float32Array.from({ length: bytes.length / size }, (_, i) => {
    switch (dtype) {
      case 'F64':
        return bytes.readDoubleLE(8 * i);
      case 'F32':
        return bytes.readFloatLE(4 * i);
      case 'BF16':
        return Buffer.from([0, 0, bytes[2 * i]!, bytes[2 * i + 1]!]).readFloatLE(0);
      default:
        return half(bytes.readUInt16LE(2 * i));
    }
  });
}

function half(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : fraction * 2 ** -24);
}
