// Rows of the map that the tooltip and the sentence need, fetched once each. Few are kept: a row of
// a large map is long, and the reader looks at one at a time.
const KEEP = 64;

export class RowCache<T extends object> {
  readonly #read: (row: number) => Promise<T | null>;
  readonly #arrived: () => void;
  readonly #rows = new Map<number, T | 'coming'>();

  /** `arrived` is called whenever a row that `get` could not give has come. */
  constructor(read: (row: number) => Promise<T | null>, arrived: () => void) {
    this.#read = read;
    this.#arrived = arrived;
  }

  /** The row, or null while it is fetched. */
  get(row: number): T | null {
    const there = this.#rows.get(row);
    if (there === undefined) {
      void this.#fetch(row);
      return null;
    }
    return there === 'coming' ? null : there;
  }

  async #fetch(row: number): Promise<void> {
    this.#rows.set(row, 'coming');
    let read: T | null = null;
    try {
      read = await this.#read(row);
    } finally {
      // Overtaken or failed: the next look asks again.
      if (read) this.#rows.set(row, read);
      else this.#rows.delete(row);
    }
    if (!read) return;
    for (const old of this.#rows.keys()) {
      if (this.#rows.size <= KEEP) break;
      if (old !== row) this.#rows.delete(old);
    }
    this.#arrived();
  }
}
