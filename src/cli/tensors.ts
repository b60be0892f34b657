// The tensors of one or more heads from a .safetensors or .npz file: q, k, v of shape [n, d] or
// [heads, n, d]. Keys and values may have fewer heads, which queries share in order.
import { ExpectedError } from '../core/result.ts';
import { matrix, type Matrix } from '../core/tensor.ts';
import type { AttentionHead } from '../methods/attention.ts';
import {
  readTensors,
  refuseNotFinite,
  required,
  shapeText,
  type Tensor,
  type TensorFile,
} from './tensor-file.ts';

const NAMES = ['q', 'k', 'v'] as const;

type Name = (typeof NAMES)[number];

export interface InputHeads {
  readonly heads: readonly AttentionHead[];
  /** Heads of keys and values. */
  readonly kvHeads: number;
  /** Whether the file had a leading axis of heads: the mask is written the same way. */
  readonly stacked: boolean;
}

/** Reads and checks a file; every error names the tensor and what was expected of it. */
export function readHeads(path: string): InputHeads {
  const file = readTensors(path, NAMES);
  const q = required(file, 'q');
  const stacked = q.shape.length === 3;
  if (q.shape.length !== 2 && !stacked) {
    throw new ExpectedError(
      'q',
      `q must have the shape [n, d] or [heads, n, d], found ${shapeText(q)}`,
    );
  }
  const [count, n, d] = stacked ? q.shape : [1, ...q.shape];
  if (!count || !n || !d) throw new ExpectedError('q', `q is empty: its shape is ${shapeText(q)}`);
  const kvHeads = sharedBy(q, required(file, 'k'));
  for (const name of NAMES) checkShape(file, name);

  const part = (name: Name, head: number): Matrix => {
    const { values } = required(file, name);
    return matrix(n, d, values.subarray(head * n * d, (head + 1) * n * d));
  };
  const heads = Array.from({ length: count }, (_, head) => {
    const kvHead = Math.floor((head * kvHeads) / count);
    return {
      ...{ n, d, layers: 1, heads: count, layer: 0, head, kvHead },
      ...{ q: part('q', head), k: part('k', kvHead), v: part('v', kvHead) },
    };
  });
  return { heads, kvHeads, stacked };
}

/** How many heads of keys the heads of queries share. */
function sharedBy(q: Tensor, k: Tensor): number {
  const [heads = 1, ...size] = q.shape.length === 3 ? q.shape : [1, ...q.shape];
  const [kvHeads = 0, ...kvSize] = k.shape.length === 3 ? k.shape : [1, ...k.shape];
  const fits = k.shape.length === q.shape.length && kvSize.join() === size.join();
  if (fits && kvHeads > 0 && heads % kvHeads === 0) return kvHeads;
  const shared = q.shape.length === 3 ? `, or with heads that divide its ${heads}` : '';
  throw new ExpectedError(
    'k',
    `k must have the shape of q, ${shapeText(q)}${shared}; found ${shapeText(k)}`,
  );
}

function checkShape(file: TensorFile, name: Name): void {
  const tensor = required(file, name);
  const like = name === 'q' ? 'q' : 'k';
  const [wanted, found] = [shapeText(required(file, like)), shapeText(tensor)];
  if (wanted !== found) {
    const what = `${name} must have the shape of ${like}, ${wanted}`;
    throw new ExpectedError(name, `${what}; found ${found}`);
  }
  refuseNotFinite(name, tensor);
}
