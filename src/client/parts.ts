// What workers tell while they work. Replies that come in parts are passed on once each, also when a lost
// worker's work is done again.
import * as Comlink from 'comlink';

/** A callback for the worker that passes on each part the first time, while the call lives. */
export class Parts<T> {
  readonly #seen = new Set<string>();
  readonly #idOf: (part: T) => string;
  readonly #each: (part: T) => void;

  constructor(idOf: (part: T) => string, each: (part: T) => void) {
    this.#idOf = idOf;
    this.#each = each;
  }

  has(id: string): boolean {
    return this.#seen.has(id);
  }

  /** To be made anew for each worker that is asked. */
  callback(isLive: () => boolean): ((part: T) => void) & Comlink.ProxyMarked {
    return Comlink.proxy((part: T) => {
      const id = this.#idOf(part);
      if (!isLive() || this.#seen.has(id)) return;
      this.#seen.add(id);
      this.#each(part);
    });
  }
}

/**
 * The same for parts without a name. Work that is done again brings the same parts in the same order: those
 * that came before are passed over.
 */
export class InOrder<T> {
  readonly #each: (part: T) => void;
  #heard = 0;

  constructor(each: (part: T) => void) {
    this.#each = each;
  }

  /** To be made anew for each worker that is asked. */
  callback(isLive: () => boolean): ((part: T) => void) & Comlink.ProxyMarked {
    let told = 0;
    return Comlink.proxy((part: T) => {
      if (!isLive() || told++ < this.#heard) return;
      this.#heard++;
      this.#each(part);
    });
  }
}

/** A callback for the worker, passed on while the call lives. */
export const whileLive = <A extends unknown[]>(
  isLive: () => boolean,
  callback: ((...args: A) => unknown) | undefined,
) =>
  Comlink.proxy((...args: A): void => {
    if (isLive()) callback?.(...args);
  });
