// From the projections of a whole layer to single heads and back.
import { matrix, type Matrix } from '../core/tensor.ts';
import type { LlamaConfig } from './config.ts';

/**
 * One query head on one text, all matrices n × d. The shape is what sparse methods take as a subject;
 * the model layer knows none of them, so the type is its own.
 */
export interface LlamaHead {
  /** Tokens. */
  readonly n: number;
  /** Dimensions of a head. */
  readonly d: number;
  /** Layers and query heads per layer of the model. */
  readonly layers: number;
  readonly heads: number;
  readonly layer: number;
  readonly head: number;
  /** The key/value head that this query head reads. */
  readonly kvHead: number;
  /** After RoPE. */
  readonly q: Matrix;
  readonly k: Matrix;
  readonly v: Matrix;
  /** Before RoPE. */
  readonly qPre: Matrix;
  readonly kPre: Matrix;
  readonly ropeTheta: number;
}

/** Projections of a layer: n × heads·d for queries, n × kvHeads·d for the others. */
export interface Projections {
  readonly qPre: Matrix;
  readonly kPre: Matrix;
  readonly q: Matrix;
  readonly k: Matrix;
  readonly v: Matrix;
}

/** Columns [index·d, (index + 1)·d) as a matrix of their own. */
export function columnsOf(all: Matrix, index: number, d: number): Matrix {
  const out = matrix(all.rows, d);
  const from = all.data;
  const to = out.data;
  // A plain loop: calling into `set` costs more than the few numbers of a row.
  for (let i = 0, p = 0; i < all.rows; i++) {
    const at = i * all.cols + index * d;
    for (let c = 0; c < d; c++, p++) to[p] = from[at + c] as number;
  }
  return out;
}

/** Writes `part` (rows × d) into `all` at row `row` and the columns of head `index`. */
export function putColumns(all: Matrix, part: Matrix, row: number, index: number): void {
  const d = part.cols;
  const to = all.data;
  for (let i = 0, p = 0; i < part.rows; i++) {
    const at = (row + i) * all.cols + index * d;
    for (let c = 0; c < d; c++, p++) to[at + c] = part.data[p] as number;
  }
}

/** All query heads of a layer; heads of one group share the very same key and value matrices. */
export function headsOf(all: Projections, layer: number, config: LlamaConfig): LlamaHead[] {
  const { heads, kvHeads, headDim: d, layers, ropeTheta } = config;
  const shared = Array.from({ length: kvHeads }, (_, index) => ({
    k: columnsOf(all.k, index, d),
    v: columnsOf(all.v, index, d),
    kPre: columnsOf(all.kPre, index, d),
  }));
  return Array.from({ length: heads }, (_, head) => {
    const kvHead = Math.floor((head * kvHeads) / heads);
    return {
      n: all.q.rows,
      d,
      layers,
      heads,
      layer,
      head,
      kvHead,
      q: columnsOf(all.q, head, d),
      qPre: columnsOf(all.qPre, head, d),
      ...shared[kvHead]!,
      ropeTheta,
    };
  });
}

/** What logits are multiplied with before the softmax: 1/√d. */
export function scaleOf(head: { readonly d: number }): number {
  return 1 / Math.sqrt(head.d);
}
