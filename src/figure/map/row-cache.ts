// Rows of the map that the tooltip and the sentence need, fetched once each. Few are kept: a row of
// a long text is large, and the reader looks at one at a time.
const KEEP = 64;

export class RowCache<T extends object = Float32Array> {
  readonly #read: (row: number) => Promise<T | null>;
  readonly #arrived: () => void;
  readonly #rows = new Map<number, T | 'coming'>();

  /** `arrived` is called whenever a row that `get` could not give has come. */
  constructor(read: (row: number) => Promise<T | null>, arrived: () => void) {
    this.#read = read;
    this.#arrived = arrived;
  }

  /** The row, or null while it is fetched. */
  get(query: number): T | null {
    const row = this.#rows.get(query);
    if (row === undefined) {
      void this.#fetch(query);
      return null;
    }
    return row === 'coming' ? null : row;
  }

  async #fetch(query: number): Promise<void> {
    this.#rows.set(query, 'coming');
    let row: T | null = null;
    try {
      row = await this.#read(query);
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
