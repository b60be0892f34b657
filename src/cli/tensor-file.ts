// Named tensors from a .safetensors or .npz file, float32 or float16.
import { readFileSync } from 'node:fs';
import { readNpz, type NpyArray } from '../core/npy.ts';
import { ExpectedError } from '../core/result.ts';
import { halvesToFloats } from '../model/half.ts';
import { readSafetensors } from '../model/safetensors.ts';

export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export type Tensors = ReadonlyMap<string, Tensor>;

/** The tensors of a file that have one of the `wanted` names. */
export function readTensors(path: string, wanted: readonly string[]): Tensors {
  if (!/\.(npz|safetensors)$/.test(path)) {
    throw new ExpectedError('input', `“${path}” must end in .safetensors or .npz`);
  }
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(readFileSync(path));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new ExpectedError('input', `cannot read “${path}” (${code})`);
  }
  if (path.endsWith('.npz')) {
    const arrays = [...readNpz(bytes)].filter(([name]) => wanted.includes(name));
    return new Map(arrays.map(([name, array]) => [name, fromNpy(name, array)]));
  }
  const file = readSafetensors(bytes.buffer);
  const names = file.names.filter((name) => wanted.includes(name));
  return new Map(
    names.map((name) => [name, { shape: file.tensor(name).shape, values: file.float32(name) }]),
  );
}

function fromNpy(name: string, array: NpyArray): Tensor {
  // A copy, because the archive's bytes need not be aligned.
  const buffer = array.bytes.slice().buffer;
  switch (array.dtype) {
    case 'f4':
      return { shape: array.shape, values: new Float32Array(buffer) };
    case 'f2':
      return { shape: array.shape, values: halvesToFloats(new Uint16Array(buffer)) };
    default:
      throw new ExpectedError(name, `${name} must be float32 or float16, found ${array.dtype}`);
  }
}

/** A tensor that must be there; `known` are the names that the file may have. */
export function required(
  tensors: Tensors,
  name: string,
  path: string,
  known: readonly string[],
): Tensor {
  const tensor = tensors.get(name);
  if (tensor) return tensor;
  const found = [...tensors.keys()].join(', ') || `none of ${known.join(', ')}`;
  throw new ExpectedError(name, `the tensor ${name} is missing from “${path}” (found ${found})`);
}

export function refuseNotFinite(name: string, tensor: Tensor): void {
  const at = tensor.values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const index: number[] = [];
  let rest = at;
  for (const size of [...tensor.shape].reverse()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  throw new ExpectedError(
    name,
    `${name} holds ${tensor.values[at]} at index [${index.join(', ')}]`,
  );
}

export function shapeText({ shape }: Tensor): string {
  return `[${shape.join(', ')}]`;
}
