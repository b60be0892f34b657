// Parts of a reply on their way to the page. A task goes on while they travel; its reply waits for the
// last of them, because parts and replies take different channels and may overtake each other.

type Callback<A extends unknown[]> = (...args: A) => unknown;

export class Reporter<A extends unknown[]> {
  readonly #callback: Callback<A>;
  readonly #onTheWay: unknown[] = [];

  constructor(callback: Callback<A>) {
    this.#callback = callback;
  }

  send(...args: A): void {
    this.#onTheWay.push(this.#callback(...args));
  }

  /** Resolves when the page has heard everything. */
  async heard(): Promise<void> {
    await Promise.all(this.#onTheWay);
  }
}
