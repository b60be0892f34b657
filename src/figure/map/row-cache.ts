// Rows of attention that the tooltip and the sentence need, fetched once each. Few are kept: a row of
// a long text is large, and the reader looks at one at a time.
import type { RowWeights } from '../types.ts';

const KEEP = 64;

export class RowCache {
  readonly #weights: RowWeights;
  readonly #arrived: () => void;
  readonly #rows = new Map<number, Float32Array | 'coming'>();

  /** `arrived` is called whenever a row that `get` could not give has come. */
  constructor(weights: RowWeights, arrived: () => void) {
    this.#weights = weights;
    this.#arrived = arrived;
  }

  /** The row, or null while it is fetched. */
  get(query: number): Float32Array | null {
    const row = this.#rows.get(query);
    if (row === undefined) {
      void this.#fetch(query);
      return null;
    }
    return row === 'coming' ? null : row;
  }

  async #fetch(query: number): Promise<void> {
    this.#rows.set(query, 'coming');
    let row: Float32Array | null = null;
    try {
      row = await this.#weights(query);
    } finally {
      // Overtaken or failed: the next look asks again.
      if (row) this.#rows.set(query, row);
      else this.#rows.delete(query);
    }
    if (!row) return;
    for (const old of this.#rows.keys()) {
      if (this.#rows.size <= KEEP) break;
      if (old !== query) this.#rows.delete(old);
    }
    this.#arrived();
  }
}
