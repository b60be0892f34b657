// Mask and scores as NumPy reads them.
import type { WeightRowReply } from '../../../workers/weights-api.ts';
import type { Mask } from '../../core/mask/mask.ts';
import type { NpyArray } from '../../core/npy.ts';

type Arrays = Record<string, NpyArray>;

export interface HeadArrays {
  readonly mask: Mask;
  readonly rowRecall: Float32Array;
  /** Dense attention of a query over keys 0 … query; null where it cannot be had. */
  readonly row: (query: number) => Promise<Float32Array | null>;
}

/** Longer texts get the mask alone: n² scores would not fit into a page. */
const LONGEST = 2048;

/** `mask` uint8 [n, n], `row_recall` float32 [n], `attention` float32 [n, n]. */
export async function headArrays({ mask, rowRecall, row }: HeadArrays): Promise<Arrays> {
  const n = mask.rows;
  const arrays: Arrays = { mask: maskArray(mask), row_recall: floats([n], rowRecall) };
  if (n > LONGEST) return arrays;
  const attention = new Float32Array(n * n);
  for (let query = 0; query < n; query++) {
    const weights = await row(query);
    if (!weights) return arrays;
    attention.set(weights, query * n);
  }
  return { ...arrays, attention: floats([n, n], attention) };
}

export interface MatrixArrays {
  readonly mask: Mask;
  readonly row: (output: number) => Promise<WeightRowReply | null>;
}

/**
 * `mask` uint8, `weight` and `pruned_weight` float32, all [out, in]; `scores` float32 [out, in] where the
 * method scores, `input_norms` float32 [in] where it read a text. Null where a row cannot be had.
 */
export async function matrixArrays({ mask, row }: MatrixArrays): Promise<Arrays | null> {
  const { rows, cols } = mask;
  const shape = [rows, cols];
  const weight = new Float32Array(rows * cols);
  const pruned = new Float32Array(rows * cols);
  let scores: Float32Array | null = null;
  let norms: Float32Array | null = null;
  for (let output = 0; output < rows; output++) {
    const read = await row(output);
    if (!read) return null;
    weight.set(read.values, output * cols);
    pruned.set(read.pruned, output * cols);
    if (read.scores) (scores ??= new Float32Array(rows * cols)).set(read.scores, output * cols);
    norms ??= read.norms;
  }
  return {
    mask: maskArray(mask),
    weight: floats(shape, weight),
    pruned_weight: floats(shape, pruned),
    ...(scores && { scores: floats(shape, scores) }),
    ...(norms && { input_norms: floats([cols], norms) }),
  };
}

export function maskArray(mask: Mask): NpyArray {
  const { rows, cols } = mask;
  const kept = new Uint8Array(rows * cols);
  for (let row = 0; row < rows; row++) {
    mask.forEachRun(row, (start, end) => kept.fill(1, row * cols + start, row * cols + end));
  }
  return { shape: [rows, cols], dtype: 'u1', bytes: kept };
}

function floats(shape: readonly number[], values: Float32Array): NpyArray {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { shape, dtype: 'f4', bytes };
}
