// NumPy's array format (.npy) and its archives (.npz): how notebooks hand over tensors.
// Format: numpy/lib/format.py, versions 1.0 to 3.0.
import { zipSync } from 'fflate';
import { readNow, sourceOfBytes, type Reading } from './byte-source.ts';
import { ExpectedError } from './result.ts';
import { told, toldValue } from './told.ts';
import { unpackMember } from './zip-member.ts';
import { zipDirectory } from './zip.ts';

/** A dense array, row-major. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** NumPy's type code without byte order, e.g. 'f4', 'f2', 'u1', 'i8'; 'U5' are texts of up to 5 characters. */
  readonly dtype: string;
  /** Little-endian values, contiguous. */
  readonly bytes: Uint8Array;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

/** What the header says, and where the values begin. */
interface NpyHeader {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly start: number;
  /** Bytes of the values. */
  readonly size: number;
}

/** Bytes of a character in an array of texts: UTF-32. */
const CHARACTER = 4;

/** Headers longer than this are nobody's: NumPy itself reads 10,000 bytes. */
const LONGEST = 1 << 15;

/** Reads one .npy file, of texts only where they are wanted. `name` is quoted in errors. */
export function readNpy(name: string, bytes: Uint8Array, texts = false): NpyArray {
  const { shape, dtype, start, size } = readHeader(name, bytes, texts);
  refuseSize(name, { start, size }, bytes.length);
  return { shape, dtype, bytes: bytes.subarray(start) };
}

/** Throws an ExpectedError for a header of arrays that are not plain numbers in rows, with what it says. */
function readHeader(name: string, bytes: Uint8Array, texts: boolean): NpyHeader {
  const wrong = (what: string): ExpectedError => new ExpectedError(name, `“${name}” ${what}`);
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw wrong('is not a .npy file: its first bytes are not \\x93NUMPY');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = view.getUint8(6) > 1;
  const headerStart = wide ? 12 : 10;
  const start = headerStart + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (start > LONGEST) throw wrong(`announces a header of ${start} bytes; NumPy writes 128`);
  if (start > bytes.length) throw wrong(`ends inside its header (${bytes.length} bytes)`);
  const header = new TextDecoder('latin1').decode(bytes.subarray(headerStart, start));
  const dtype = dtypeOf(header, texts, wrong);
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header);
  if (!shape) throw wrong(`has a header that cannot be read: ${told(header.trim(), 200)}`);
  const dimensions = (shape[1] ?? '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  if (/'fortran_order':\s*True/.test(header) && dimensions.length > 1) {
    throw wrong('is in column-major order; save it with numpy.ascontiguousarray');
  }
  const width = Number(dtype.slice(1)) * (dtype.startsWith('U') ? CHARACTER : 1);
  const size = dimensions.reduce((product, n) => product * n, 1) * width;
  if (Number.isSafeInteger(size)) return { shape: dimensions, dtype, start, size };
  throw wrong(`has shape ${toldValue(dimensions)}, more than any file holds`);
}

/** Letter and bytes. NumPy's letters: https://numpy.org/doc/stable/reference/arrays.interface.html */
function dtypeOf(header: string, texts: boolean, wrong: (what: string) => ExpectedError): string {
  const found = /'descr':\s*(?:'([<>|=]?)([A-Za-z])(\d*)|(\[))/.exec(header);
  if (!found) throw wrong(`has a header that cannot be read: ${told(header.trim(), 200)}`);
  const [, order, letter = '', bytes = '', fields] = found;
  if (fields !== undefined) throw wrong('is an array of records; save each field by itself');
  if (letter === 'O') {
    throw wrong(
      'is an array of Python objects, which only Python can read; save it with .astype("float32")',
    );
  }
  if ((letter === 'U' && !texts) || letter === 'S' || letter === 'a') {
    throw wrong('is an array of text, not of numbers');
  }
  if (letter === 'M' || letter === 'm')
    throw wrong('is an array of dates or times, not of numbers');
  if (order === '>') throw wrong("is big-endian; save it as little-endian (dtype '<…')");
  if (bytes !== '') return letter + bytes;
  throw wrong(`has a dtype that cannot be read: '${letter}'`);
}

function refuseSize(name: string, header: Pick<NpyHeader, 'start' | 'size'>, total: number): void {
  const { start, size } = header;
  if (total - start === size) return;
  const what = `“${name}” should hold ${size} bytes from offset ${start}`;
  throw new ExpectedError(name, `${what}, found ${total - start}`);
}

export function writeNpy(array: NpyArray): Uint8Array {
  const order = /^[a-z]1$/.test(array.dtype) ? '|' : '<';
  const shape = array.shape.length === 1 ? `${array.shape[0]},` : array.shape.join(', ');
  const dict = `{'descr': '${order}${array.dtype}', 'fortran_order': False, 'shape': (${shape}), }`;
  // Magic, version and header together fill a multiple of 64 bytes and end in a line break.
  const padding = 63 - ((10 + dict.length) % 64);
  const header = `${dict}${' '.repeat(padding)}\n`;
  const out = new Uint8Array(10 + header.length + array.bytes.length);
  out.set([...MAGIC, 1, 0, header.length & 255, header.length >> 8]);
  out.set(new TextEncoder().encode(header), 10);
  out.set(array.bytes, 10 + header.length);
  return out;
}

/**
 * Arrays of an .npz archive by name (without “.npy”): those of `names`, as far as they are there, else all.
 * Others are not unpacked, whatever they hold. Throws an ExpectedError for an array that is no plain row of
 * numbers, or of texts where `texts` names it, is damaged, or is there twice.
 */
export function readNpz(
  bytes: Uint8Array,
  names: readonly string[] | null = null,
  texts: readonly string[] = [],
): ReadonlyMap<string, NpyArray> {
  const whole =
    bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();
  return readNow(npzArrays(bytes.length, names, texts), sourceOfBytes(whole)).arrays;
}

export interface Npz {
  /** All that the archive holds. */
  readonly names: readonly string[];
  readonly arrays: ReadonlyMap<string, NpyArray>;
}

/** The same of a file of `size` bytes, of which only directory and arrays of these names are read. */
export function* npzArrays(
  size: number,
  names: readonly string[] | null,
  texts: readonly string[] = [],
): Reading<Npz> {
  const directory = yield* zipDirectory(size);
  const files = directory.filter(({ path }) => !path.endsWith('/'));
  const arrays = new Map<string, NpyArray>();
  for (const member of files) {
    const name = nameOf(member.path);
    if (names ? !names.includes(name) : !member.path.endsWith('.npy')) continue;
    if (arrays.has(name)) {
      throw new ExpectedError(name, `“${name}” is in the archive twice; save it once`);
    }
    const look = (beginning: Uint8Array): void => {
      refuseSize(name, readHeader(name, beginning, texts.includes(name)), member.size);
    };
    const unpacked = yield* unpackMember(name, member, look);
    arrays.set(name, readNpy(name, unpacked, texts.includes(name)));
  }
  return { names: [...new Set(files.map(({ path }) => nameOf(path)))], arrays };
}

function nameOf(path: string): string {
  return path.replace(/\.npy$/, '');
}

/** Texts as NumPy has them, all as wide as the longest; with shape [] a single one. */
export function textArray(texts: readonly string[], shape: readonly number[]): NpyArray {
  const points = texts.map((text) => Array.from(text, (character) => character.codePointAt(0)!));
  const width = Math.max(1, ...points.map((each) => each.length));
  const words = new Uint32Array(texts.length * width);
  for (const [at, each] of points.entries()) words.set(each, at * width);
  return { shape, dtype: `U${width}`, bytes: new Uint8Array(words.buffer) };
}

/** The texts of such an array. Throws an ExpectedError for a number that is no character. */
export function textsOf(name: string, { dtype, bytes }: NpyArray): string[] {
  const width = Number(dtype.slice(1));
  const words = new Uint32Array(bytes.slice().buffer);
  const wrong = words.findIndex((word) => word > 0x10ffff);
  if (wrong >= 0) {
    throw new ExpectedError(name, `${name} holds ${words[wrong]} at offset ${wrong}: no character`);
  }
  return Array.from({ length: width === 0 ? 0 : words.length / width }, (_, at) => {
    const text = words.subarray(at * width, (at + 1) * width);
    // Shorter texts end in zeros.
    return Array.from(text, (point) => String.fromCodePoint(point))
      .join('')
      .replace(/\0+$/, '');
  });
}

export function writeNpz(arrays: Readonly<Record<string, NpyArray>>): Uint8Array {
  const files = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, writeNpy(array)]);
  return zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, {
    // A fixed date makes equal contents equal files.
    mtime: new Date(1980, 0, 1),
  });
}
