// Named tensors from a .safetensors or .npz file: floats of two, four or eight bytes, as float32, all
// finite.
import { readNow, type ByteSource, type Reading } from '../core/byte-source.ts';
import { npzArrays, type NpyArray } from '../core/npy.ts';
import { floatsOf } from '../core/numbers.ts';
import { ExpectedError } from '../core/result.ts';
import { told, toldValue } from '../core/told.ts';
import { halvesToFloats } from '../model/half.ts';
import { safetensorsHeader } from '../model/safetensors-header.ts';
import { tensorFloats, type RawTensor } from '../model/safetensors.ts';

export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface TensorFile {
  /** What a person calls it: a path, or a name. */
  readonly path: string;
  /** All that the file holds. */
  readonly names: readonly string[];
  /** Those that were wanted, as far as they are there. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** Throws an ExpectedError for a name with another ending than those of files that are read. */
export function refuseOtherFiles(path: string): void {
  if (!/\.(npz|safetensors)$/.test(path)) {
    throw new ExpectedError('input', `“${path}” must end in .safetensors or .npz`);
  }
}

/** The tensors of a file that have one of the `wanted` names. Throws an ExpectedError for a bad file. */
export function tensorsOf(path: string, file: ByteSource, wanted: readonly string[]): TensorFile {
  return readNow(tensorsIn(path, file.size, wanted), file);
}

/** The same of a file of `size` bytes, of which nothing is read but what these tensors need. */
export function* tensorsIn(
  path: string,
  size: number,
  wanted: readonly string[],
): Reading<TensorFile> {
  try {
    const read = path.endsWith('.npz') ? fromNpz : fromSafe;
    return { path, ...(yield* read(size, wanted)) };
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    throw new ExpectedError(error.field, `“${path}”: ${error.message}`);
  }
}

type Found = Omit<TensorFile, 'path'>;

function* fromNpz(size: number, wanted: readonly string[]): Reading<Found> {
  const { names, arrays } = yield* npzArrays(size, wanted);
  return {
    names,
    tensors: new Map(Array.from(arrays, ([name, array]) => [name, fromNpy(name, array)])),
  };
}

function* fromSafe(size: number, wanted: readonly string[]): Reading<Found> {
  const { entries } = yield* safetensorsHeader(size);
  const tensors = new Map<string, Tensor>();
  for (const { name, dtype, shape, start, end } of entries) {
    if (!wanted.includes(name)) continue;
    const bytes = yield { start, end };
    tensors.set(name, { shape, values: valuesOf(name, { dtype, shape, bytes }) });
  }
  return { names: entries.map(({ name }) => name), tensors };
}

function valuesOf(name: string, tensor: RawTensor): Float32Array {
  const { dtype, shape, bytes } = tensor;
  const values =
    dtype === 'F64' ? new Float64Array(bytes.slice().buffer) : tensorFloats(name, tensor);
  return floatsOf({ name }, values, shape);
}

function fromNpy(name: string, array: NpyArray): Tensor {
  return { shape: array.shape, values: floatsOf({ name }, numbersOf(name, array), array.shape) };
}

function numbersOf(name: string, { dtype, bytes }: NpyArray): Float32Array | Float64Array {
  // A copy, because the archive's bytes need not be aligned.
  const buffer = bytes.slice().buffer;
  switch (dtype) {
    case 'f8':
      return new Float64Array(buffer);
    case 'f4':
      return new Float32Array(buffer);
    case 'f2':
      return halvesToFloats(new Uint16Array(buffer));
    default: {
      const what = `${name} must be float16, float32 or float64, found ${dtype}`;
      throw new ExpectedError(name, `${what}; save it with .astype("float32")`);
    }
  }
}

/** A tensor that must be there. */
export function required({ path, names, tensors }: TensorFile, name: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor) return tensor;
  const most = 12;
  const rest = names.length > most ? ` and ${names.length - most} more` : '';
  const found =
    names.length === 0
      ? 'nothing'
      : names
          .slice(0, most)
          .map((each) => told(each))
          .join(', ') + rest;
  throw new ExpectedError(name, `the tensor ${name} is missing from “${path}”; it holds ${found}`);
}

export function shapeText({ shape }: Tensor): string {
  return toldValue(shape);
}
