// The tensors of one or more heads from a .safetensors or .npz file: q, k, v of shape [n, d] or
// [heads, n, d], float32 or float16, optionally q_pre and k_pre.
import { readFileSync } from 'node:fs';
import { readNpz, type NpyArray } from '../core/npy.ts';
import { ExpectedError } from '../core/result.ts';
import { matrix, type Matrix } from '../core/tensor.ts';
import type { AttentionHead } from '../methods/attention.ts';
import { halvesToFloats } from '../model/half.ts';
import { readSafetensors } from '../model/safetensors.ts';

interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const REQUIRED = ['q', 'k', 'v'] as const;
const OPTIONAL = ['q_pre', 'k_pre'] as const;

export interface InputHeads {
  readonly heads: readonly AttentionHead[];
  /** Whether the file had a leading axis of heads: the mask is written the same way. */
  readonly stacked: boolean;
}

/** Reads and checks a file; every error names the tensor and what was expected of it. */
export function readHeads(path: string): InputHeads {
  const tensors = readTensors(path);
  const q = required(tensors, 'q', path);
  const stacked = q.shape.length === 3;
  if (q.shape.length !== 2 && !stacked) {
    throw new ExpectedError(
      'q',
      `q must have the shape [n, d] or [heads, n, d], found ${shapeText(q)}`,
    );
  }
  const [count, n, d] = stacked ? q.shape : [1, ...q.shape];
  if (!count || !n || !d) throw new ExpectedError('q', `q is empty: its shape is ${shapeText(q)}`);
  const all = [...REQUIRED, ...OPTIONAL.filter((name) => tensors.has(name))].map(
    (name) => [name, required(tensors, name, path)] as const,
  );
  for (const [name, tensor] of all) {
    if (shapeText(tensor) !== shapeText(q)) {
      throw new ExpectedError(
        name,
        `${name} must have the shape of q, ${shapeText(q)}, found ${shapeText(tensor)}`,
      );
    }
    refuseNotFinite(name, tensor);
  }
  const part = (name: string, head: number): Matrix =>
    matrix(n, d, required(tensors, name, path).values.subarray(head * n * d, (head + 1) * n * d));
  const heads = Array.from({ length: count }, (_, head) => ({
    n,
    d,
    layers: 1,
    heads: count,
    layer: 0,
    head,
    kvHead: head,
    q: part('q', head),
    k: part('k', head),
    v: part('v', head),
    ...(tensors.has('q_pre') ? { qPre: part('q_pre', head) } : {}),
    ...(tensors.has('k_pre') ? { kPre: part('k_pre', head) } : {}),
  }));
  return { heads, stacked };
}

function readTensors(path: string): ReadonlyMap<string, Tensor> {
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
  const wanted = new Set<string>([...REQUIRED, ...OPTIONAL]);
  if (path.endsWith('.npz')) {
    const arrays = [...readNpz(bytes)].filter(([name]) => wanted.has(name));
    return new Map(arrays.map(([name, array]) => [name, fromNpy(name, array)]));
  }
  const file = readSafetensors(bytes.buffer);
  const names = file.names.filter((name) => wanted.has(name));
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

function required(tensors: ReadonlyMap<string, Tensor>, name: string, path: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor) return tensor;
  const found = [...tensors.keys()].join(', ') || 'none of q, k, v, q_pre, k_pre';
  throw new ExpectedError(name, `the tensor ${name} is missing from “${path}” (found ${found})`);
}

function refuseNotFinite(name: string, tensor: Tensor): void {
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

function shapeText(tensor: Tensor): string {
  return `[${tensor.shape.join(', ')}]`;
}
