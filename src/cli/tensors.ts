// The tensors of one or more heads from a .safetensors or .npz file: q, k, v of shape [n, d] or
// [heads, n, d], float32 or float16, optionally q_pre and k_pre.
import { ExpectedError } from '../core/result.ts';
import { matrix, type Matrix } from '../core/tensor.ts';
import type { AttentionHead } from '../methods/attention.ts';
import { readTensors, refuseNotFinite, required, shapeText } from './tensor-file.ts';

const REQUIRED = ['q', 'k', 'v'] as const;
const OPTIONAL = ['q_pre', 'k_pre'] as const;
const NAMES = [...REQUIRED, ...OPTIONAL];

export interface InputHeads {
  readonly heads: readonly AttentionHead[];
  /** Whether the file had a leading axis of heads: the mask is written the same way. */
  readonly stacked: boolean;
}

/** Reads and checks a file; every error names the tensor and what was expected of it. */
export function readHeads(path: string): InputHeads {
  const tensors = readTensors(path, NAMES);
  const q = required(tensors, 'q', path, NAMES);
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
    (name) => [name, required(tensors, name, path, NAMES)] as const,
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
  const part = (name: string, head: number): Matrix => {
    const { values } = required(tensors, name, path, NAMES);
    return matrix(n, d, values.subarray(head * n * d, (head + 1) * n * d));
  };
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
