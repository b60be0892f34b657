// The tensors of one or more heads from a file: q, k, v of shape [n, d] or [heads, n, d]. Keys and values may
// have fewer heads, which queries share in order.
import { maskBytes, refuseMaskBytes } from '../../core/mask/bytes.ts';
import { ExpectedError } from '../../core/result.ts';
import { matrix, type Matrix } from '../../core/tensor.ts';
import type { AttentionMethod } from '../../methods/attention.ts';
import type { Found, OwnFiles, OwnInput } from '../contract.ts';
import { required, shapeText, type Tensor, type TensorFile } from '../tensor-file.ts';
import type { AttentionTypes, HeadSubject } from './types.ts';

const NAMES = ['q', 'k', 'v'] as const;

type Name = (typeof NAMES)[number];

export const files: OwnFiles<AttentionTypes> = {
  tensors: NAMES,
  usage: [
    'Attention: the input holds q, k and v of shape [n, d] or [heads, n, d], after RoPE. Keys',
    'and values may have fewer heads, which queries share in order.',
  ],
  refuse: refuseTables,
  open: readHeads,
};

/** Checks a file and reads its heads; every error names the tensor and what was expected of it. */
function readHeads(file: TensorFile): OwnInput<AttentionTypes> {
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
  const siblings = Array.from({ length: count }, (_, head) => {
    const kvHead = Math.floor((head * kvHeads) / count);
    return {
      ...{ n, d, layers: 1, heads: count, layer: 0, head, kvHead },
      ...{ q: part('q', head), k: part('k', kvHead), v: part('v', kvHead) },
    };
  });
  const subjects = siblings.map((head, i): HeadSubject => {
    const alone = { key: `${file.path} ${i}`, exact: true, model: file.path, keepsMap: false };
    return { ...alone, head, siblings, kvHeads };
  });
  return {
    ...{ subjects, about: { n, d }, results },
    refuseOut: () => refuseMaskBytes(count, n, n),
    arrays: (found) => arrays(found, stacked),
  };
}

/** The mask has a leading axis of heads where the file has one. */
function arrays(found: readonly Found<AttentionTypes>[], stacked: boolean) {
  const masks = found.map(({ selection }) => selection.mask);
  const { rows = 0, cols = 0 } = masks[0] ?? {};
  const shape = stacked ? [masks.length, rows, cols] : [rows, cols];
  return { mask: { shape, dtype: 'u1', bytes: maskBytes(masks) } };
}

function results(found: readonly Found<AttentionTypes>[]): object {
  return {
    heads: found.map(({ subject, warnings, report }) => ({
      head: subject.head.head,
      metrics: report.metrics,
      warnings,
    })),
  };
}

/** Tables are measured or trained for a model, and come with the project's own only. */
function refuseTables({ id, assets = [] }: AttentionMethod): void {
  if (assets.length === 0) return;
  const tables = assets.map((name) => `“${name}”`).join(' and ');
  throw new ExpectedError(
    'method',
    `${id} reads a table made for one model, ${tables}; it comes with the atlas model only, where render shows it`,
  );
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
}
