// The row that the inspector shows: the one under the crosshair, else the pinned one, else the first.
import type { MatrixRow } from '../../figure/map/words/matrix-row.ts';
import type { MatrixState } from '../figures/matrix-state.ts';
import { job } from '../job.svelte.ts';
import { fetchRow } from './fetch-row.ts';

export class RowReading {
  /** As it was last read; it stays until the next one is there. */
  read: MatrixRow | null = $state.raw(null);

  readonly #explorer: MatrixState;

  constructor(explorer: MatrixState) {
    this.#explorer = explorer;
    job(
      () => this.#key,
      (signal) => this.#fetch(signal),
    );
  }

  /** Output feature; null while there is no matrix. */
  readonly row: number | null = $derived.by(() => {
    const { figure, cell, spec } = this.#explorer;
    const rows = figure?.reply.rows ?? 0;
    const wanted = cell?.row ?? spec.view.query ?? 0;
    return rows === 0 ? null : Math.min(wanted, rows - 1);
  });

  /** Of the figure on show, not of the setting that is still being computed. */
  readonly #key: string = $derived.by(() => {
    const { figure } = this.#explorer;
    return figure && this.row !== null
      ? `${this.row} ${figure.reply.exact} ${JSON.stringify(figure.spec)}`
      : '';
  });

  async #fetch(signal: AbortSignal): Promise<void> {
    const { client, figure } = this.#explorer;
    if (!figure || this.row === null) return;
    const read = await fetchRow(client, figure, this.row, 'inspector');
    if (read && !signal.aborted) this.read = read;
  }
}
