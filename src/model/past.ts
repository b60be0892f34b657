// What a model has read of a text, kept so that the next token costs one row of every layer instead of a
// pass over the whole text: keys and values of each layer (the KV cache).
import { matrix, type Matrix } from '../core/tensor.ts';
import type { Kernels } from '../kernels/contract.ts';
import type { LlamaConfig } from './config.ts';
import { columnsOf, putColumns, scaleOf, type Projections } from './heads.ts';

/** One entry per layer. */
export type Past = readonly LayerPast[];

/** What one layer has read. */
export interface LayerPast {
  /** Tokens read. */
  readonly length: number;
  /** Adds the next tokens, rows of projections, and lets them attend: rows × heads·d. */
  attend(kernels: Kernels, next: Projections): Matrix;
}

/** Nothing read yet; room for `capacity` tokens. */
export function emptyPast(config: LlamaConfig, capacity: number): Past {
  return Array.from({ length: config.layers }, () => new DensePast(config, capacity));
}

class DensePast implements LayerPast {
  readonly #config: LlamaConfig;
  /** By key/value head, capacity × d each. */
  readonly #keys: readonly Float32Array[];
  readonly #values: readonly Float32Array[];
  length = 0;

  constructor(config: LlamaConfig, capacity: number) {
    const { kvHeads, headDim } = config;
    const rooms = () => Array.from({ length: kvHeads }, () => new Float32Array(capacity * headDim));
    this.#config = config;
    this.#keys = rooms();
    this.#values = rooms();
  }

  /** Every token attends to all up to itself. Throws a RangeError where there is no room. */
  attend(kernels: Kernels, { q, k, v }: Projections): Matrix {
    const { heads, kvHeads, headDim: d } = this.#config;
    const first = this.length;
    const n = first + q.rows;
    const held = Array.from({ length: kvHeads }, (_, index) => ({
      k: extend(this.#keys[index]!, columnsOf(k, index, d), first),
      v: extend(this.#values[index]!, columnsOf(v, index, d), first),
    }));
    this.length = n;
    const mixed = matrix(q.rows, q.cols);
    for (let head = 0; head < heads; head++) {
      const { k: keys, v: values } = held[Math.floor((head * kvHeads) / heads)]!;
      // Kernels count queries from the first token; those before are never looked at.
      const queries = matrix(n, d);
      queries.data.set(columnsOf(q, head, d).data, first * d);
      const rows = kernels.attentionOutput(queries, keys, values, scaleOf({ d }), null, first, n);
      putColumns(mixed, rows, 0, head);
    }
    return mixed;
  }
}

/** Writes `rows` after the first `before` rows of `room`; all rows so far. */
function extend(room: Float32Array, rows: Matrix, before: number): Matrix {
  const end = (before + rows.rows) * rows.cols;
  if (end > room.length) {
    throw new RangeError(`there is room for ${room.length / rows.cols} tokens only`);
  }
  room.set(rows.data, before * rows.cols);
  return matrix(before + rows.rows, rows.cols, room.subarray(0, end));
}
