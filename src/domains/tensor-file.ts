// Named tensors from a .safetensors or .npz file: floats of two, four or eight bytes, as float32, all
// finite.
import { readNpz, type NpyArray } from '../core/npy.ts';
import { floatsOf } from '../core/numbers.ts';
import { ExpectedError } from '../core/result.ts';
import { halvesToFloats } from '../model/half.ts';
import { readSafetensors, type SafetensorsFile } from '../model/safetensors.ts';

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
export function tensorsOf(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  wanted: readonly string[],
): TensorFile {
  try {
    return { path, ...(path.endsWith('.npz') ? fromNpz(bytes, wanted) : fromSafe(bytes, wanted)) };
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    throw new ExpectedError(error.field, `“${path}”: ${error.message}`);
  }
}

type Found = Omit<TensorFile, 'path'>;

function fromNpz(bytes: Uint8Array, wanted: readonly string[]): Found {
  const all = readNpz(bytes);
  const arrays = [...all].filter(([name]) => wanted.includes(name));
  return {
    names: [...all.keys()],
    tensors: new Map(arrays.map(([name, array]) => [name, fromNpy(name, array)])),
  };
}

function fromSafe(bytes: Uint8Array<ArrayBuffer>, wanted: readonly string[]): Found {
  const file = readSafetensors(bytes.buffer);
  const found = file.names.filter((name) => wanted.includes(name));
  return {
    names: file.names,
    tensors: new Map(found.map((name) => [name, fromTensor(name, file)])),
  };
}

function fromTensor(name: string, file: SafetensorsFile): Tensor {
  const { dtype, bytes, shape } = file.tensor(name);
  const values = dtype === 'F64' ? new Float64Array(bytes.slice().buffer) : file.float32(name);
  return { shape, values: floatsOf({ name }, values, shape) };
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
  const found = names.length === 0 ? 'nothing' : names.slice(0, most).join(', ') + rest;
  throw new ExpectedError(name, `the tensor ${name} is missing from “${path}”; it holds ${found}`);
}

export function shapeText({ shape }: Tensor): string {
  return `[${shape.join(', ')}]`;
}
