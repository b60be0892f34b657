// NumPy's array format (.npy) and its archives (.npz): how notebooks hand over tensors.
// Format: numpy/lib/format.py, versions 1.0 to 3.0.
import { unzipSync, zipSync } from 'fflate';
import { ExpectedError } from './result.ts';

/** A dense array, row-major. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** NumPy's type code without byte order, e.g. 'f4', 'f2', 'u1', 'i8'. */
  readonly dtype: string;
  /** Little-endian values, contiguous. */
  readonly bytes: Uint8Array;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

/** Reads one .npy file. `name` is quoted in errors. */
export function readNpy(name: string, bytes: Uint8Array): NpyArray {
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new ExpectedError(
      name,
      `“${name}” is not a .npy file: its first bytes are not \\x93NUMPY`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = view.getUint8(6) > 1;
  const headerStart = wide ? 12 : 10;
  const dataStart = headerStart + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (dataStart > bytes.length) {
    throw new ExpectedError(name, `“${name}” ends inside its header (${bytes.length} bytes)`);
  }
  const header = new TextDecoder('latin1').decode(bytes.subarray(headerStart, dataStart));
  const descr = /'descr':\s*'([<>|=])(\w+)'/.exec(header);
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header);
  if (!descr?.[2] || !shape) {
    throw new ExpectedError(name, `“${name}” has a header that cannot be read: ${header.trim()}`);
  }
  if (descr[1] === '>') {
    throw new ExpectedError(name, `“${name}” is big-endian; save it as little-endian (dtype '<…')`);
  }
  const dimensions = (shape[1] ?? '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  if (/'fortran_order':\s*True/.test(header) && dimensions.length > 1) {
    throw new ExpectedError(
      name,
      `“${name}” is in column-major order; save it with numpy.ascontiguousarray`,
    );
  }
  const size = dimensions.reduce((product, n) => product * n, 1) * Number(descr[2].slice(1));
  if (bytes.length - dataStart !== size) {
    throw new ExpectedError(
      name,
      `“${name}” should hold ${size} bytes from offset ${dataStart}, found ${bytes.length - dataStart}`,
    );
  }
  return { shape: dimensions, dtype: descr[2], bytes: bytes.subarray(dataStart) };
}

export function writeNpy(array: NpyArray): Uint8Array {
  const order = array.dtype.endsWith('1') ? '|' : '<';
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

/** Arrays of an .npz archive by name (without “.npy”). */
export function readNpz(bytes: Uint8Array): ReadonlyMap<string, NpyArray> {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes);
  } catch {
    throw new ExpectedError('input', 'the file is not an .npz archive (a zip of .npy files)');
  }
  return new Map(
    Object.entries(files).map(([file, content]) => {
      const name = file.replace(/\.npy$/, '');
      return [name, readNpy(name, content)];
    }),
  );
}

export function writeNpz(arrays: Readonly<Record<string, NpyArray>>): Uint8Array {
  const files = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, writeNpy(array)]);
  return zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, {
    // A fixed date makes equal contents equal files.
    mtime: new Date(1980, 0, 1),
  });
}
