// Mask and scores as NumPy reads them.
import type { Mask } from '../../core/mask/mask.ts';
import { writeNpz, type NpyArray } from '../../core/npy.ts';

export interface Arrays {
  readonly mask: Mask;
  readonly rowRecall: Float32Array;
  /** Dense attention of a query over keys 0 … query; null where it cannot be had. */
  readonly row: (query: number) => Promise<Float32Array | null>;
}

/** Longer texts get the mask alone: n² scores would not fit into a page. */
const LONGEST = 2048;

/** `mask` uint8 [n, n], `row_recall` float32 [n], `attention` float32 [n, n]. */
export async function figureNpz({ mask, rowRecall, row }: Arrays): Promise<Uint8Array> {
  const n = mask.rows;
  const kept = new Uint8Array(n * n);
  for (let query = 0; query < n; query++) {
    mask.forEachRun(query, (start, end) => kept.fill(1, query * n + start, query * n + end));
  }
  const arrays: Record<string, NpyArray> = {
    mask: { shape: [n, n], dtype: 'u1', bytes: kept },
    row_recall: floats([n], rowRecall),
  };
  if (n <= LONGEST) {
    const scores = new Float32Array(n * n);
    let whole = true;
    for (let query = 0; query < n && whole; query++) {
      const weights = await row(query);
      if (weights) scores.set(weights, query * n);
      else whole = false;
    }
    if (whole) arrays['attention'] = floats([n, n], scores);
  }
  return writeNpz(arrays);
}

function floats(shape: readonly number[], values: Float32Array): NpyArray {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { shape, dtype: 'f4', bytes };
}
