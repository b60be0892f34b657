// What was computed, kept while it fits: the least recently used goes first when it does not.

export interface CacheEntry<T> {
  readonly value: T;
  /** What it holds, bytes. */
  readonly bytes: number;
  /** Called when it leaves: frees memory outside the garbage collector's sight. */
  readonly release?: (() => void) | undefined;
}

/** A cache bound in bytes. Values of different kinds live together, so that one bound covers all. */
export class ByteCache {
  /** Insertion order is order of use: the first key is the least recently used. */
  readonly #entries = new Map<string, CacheEntry<unknown>>();
  #bound: number;
  #bytes = 0;

  constructor(bound: number) {
    this.#bound = bound;
  }

  get bytes(): number {
    return this.#bytes;
  }

  set bound(bytes: number) {
    this.#bound = bytes;
    this.#trim();
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** The value, or undefined; counts as a use. */
  get(key: string): unknown {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /**
   * Keeps a value. One larger than the whole bound is kept alone until the next one comes: whoever
   * made it is about to use it.
   */
  set(key: string, entry: CacheEntry<unknown>): void {
    this.delete(key);
    this.#entries.set(key, entry);
    this.#bytes += entry.bytes;
    this.#trim();
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
    entry.release?.();
  }

  #trim(): void {
    for (const key of this.#entries.keys()) {
      if (this.#bytes <= this.#bound || this.#entries.size === 1) return;
      this.delete(key);
    }
  }
}
