// The row in detail: the one under the crosshair, else the pinned one, else the domain's usual one.
import type { DomainTypes } from '../../workers/api.ts';
import type { FigureState } from './figure-state.svelte.ts';
import { job } from './job.svelte.ts';

export class RowReading<T extends DomainTypes> {
  /** As it was last read; it stays until the next one is there. */
  read: T['row'] | null = $state.raw(null);

  readonly #state: FigureState<T>;
  readonly #usual: 'first' | 'last';

  constructor(state: FigureState<T>, usual: 'first' | 'last') {
    this.#state = state;
    this.#usual = usual;
    job(
      () => this.#key,
      (signal) => this.#fetch(signal),
    );
  }

  /** Null while there is no figure. */
  readonly row: number | null = $derived.by(() => this.#state.rowShown(this.#usual));

  /** Of the figure on show, not of the setting that is still being computed. */
  readonly #key: string = $derived.by(() => {
    const { figure } = this.#state;
    return figure && this.row !== null
      ? `${this.row} ${figure.reply.exact} ${JSON.stringify(figure.spec)}`
      : '';
  });

  async #fetch(signal: AbortSignal): Promise<void> {
    if (this.row === null) return;
    const read = await this.#state.readRow(this.row, 'inspector');
    if (read && !signal.aborted) this.read = read;
  }
}
