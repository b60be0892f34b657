// What one layer has read while a text grows: queries, keys and values of all its tokens, each written down once.
// A method is shown views of it, never copies.
import { matrix, type Matrix } from '../../core/tensor.ts';
import type { DecodeHead } from '../../methods/decode.ts';
import type { LlamaConfig } from '../../model/config.ts';
import type { Projections } from '../../model/heads.ts';

/** What there is of a head's tokens; after rotation unless named otherwise. */
const OF_QUERIES = ['q', 'qPre'] as const;
const OF_KEYS = ['k', 'v', 'kPre'] as const;
type Name = (typeof OF_QUERIES)[number] | (typeof OF_KEYS)[number];

export class LayerRoom {
  readonly layer: number;
  readonly #config: LlamaConfig;
  readonly #capacity: number;
  /** By name, then by query or key/value head: capacity × d each. */
  readonly #rows: Readonly<Record<Name, readonly Float32Array[]>>;
  length = 0;

  constructor(config: LlamaConfig, layer: number, capacity: number) {
    const { heads, kvHeads, headDim } = config;
    const rooms = (count: number): Float32Array[] =>
      Array.from({ length: count }, () => new Float32Array(capacity * headDim));
    this.layer = layer;
    this.#config = config;
    this.#capacity = capacity;
    this.#rows = {
      ...{ q: rooms(heads), qPre: rooms(heads) },
      ...{ k: rooms(kvHeads), v: rooms(kvHeads), kPre: rooms(kvHeads) },
    };
  }

  /** Adds the next tokens. Throws a RangeError where there is no room. */
  add(next: Projections): void {
    const { headDim: d } = this.#config;
    const { rows } = next.q;
    if (this.length + rows > this.#capacity) {
      throw new RangeError(`there is room for ${this.#capacity} tokens only`);
    }
    for (const name of [...OF_QUERIES, ...OF_KEYS]) {
      const { data, cols } = next[name];
      for (const [index, room] of this.#rows[name].entries()) {
        for (let i = 0; i < rows; i++) {
          const at = i * cols + index * d;
          room.set(data.subarray(at, at + d), (this.length + i) * d);
        }
      }
    }
    this.length += rows;
  }

  /** Takes over the first tokens of heads that were computed before; the room must be empty. */
  take(heads: readonly Required<DecodeHead>[], tokens: number): void {
    const numbers = tokens * this.#config.headDim;
    for (const head of heads) {
      for (const name of OF_QUERIES) {
        this.#rows[name][head.head]!.set(head[name].data.subarray(0, numbers));
      }
      for (const name of OF_KEYS) {
        this.#rows[name][head.kvHead]!.set(head[name].data.subarray(0, numbers));
      }
    }
    this.length = tokens;
  }

  /** All query heads as they are now; heads of one group share keys and values. */
  heads(): Required<DecodeHead>[] {
    const { heads, kvHeads, headDim: d } = this.#config;
    const n = this.length;
    const view = (name: Name, index: number): Matrix =>
      matrix(n, d, this.#rows[name][index]!.subarray(0, n * d));
    const shared = Array.from({ length: kvHeads }, (_, index) => ({
      ...{ k: view('k', index), v: view('v', index), kPre: view('kPre', index) },
    }));
    return Array.from({ length: heads }, (_, head) => {
      const kvHead = Math.floor((head * kvHeads) / heads);
      return {
        ...{ n, d, layer: this.layer, head, kvHead, ...shared[kvHead]! },
        ...{ q: view('q', head), qPre: view('qPre', head) },
      };
    });
  }
}
