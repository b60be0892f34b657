// The whole model pruned with the page's setting, after a pause: what is left of each matrix, and what it
// costs.
import { SvelteMap } from 'svelte/reactivity';
import type { DomainClient } from '../../client/types.ts';
import type { FigureSpec } from '../../core/spec.ts';
import type { PrunedCost, PrunedSite, WeightTypes } from '../../domains/weights/types.ts';
import { job } from '../../kit/job.svelte.ts';
import { quiet } from '../../kit/quiet.ts';

export type WholeState =
  | { readonly phase: 'waiting' }
  | {
      readonly phase: 'running';
      readonly done: number;
      readonly total: number;
      readonly label: string;
    }
  | { readonly phase: 'stopped' }
  | { readonly phase: 'done'; readonly cost: PrunedCost }
  | { readonly phase: 'failed'; readonly message: string };

/** What is read of the page's state. */
export interface Setting {
  readonly calls: DomainClient<WeightTypes>;
  readonly spec: FigureSpec;
  /** Method, parameters and text; empty while there is none. */
  readonly wholeKey: string;
  /** Null until the model is open. */
  readonly info: object | null;
  /** Asks for the figure anew: it can be told exactly now. */
  readonly again: () => void;
}

export class WholeModel {
  state: WholeState = $state.raw({ phase: 'waiting' });
  /** What the last pruning left of each matrix; by layer and name, "2.gate". */
  readonly sites = new SvelteMap<string, PrunedSite>();
  /** Setting of that pruning. */
  prunedKey = $state('');

  readonly #page: Setting;
  #abort: AbortController | null = null;

  constructor(page: Setting) {
    this.#page = page;
    job(
      () => page.info !== null && page.wholeKey,
      (signal) => this.#afterPause(signal),
    );
  }

  readonly cost: PrunedCost | null = $derived(this.state.phase === 'done' ? this.state.cost : null);
  /** Whether `sites` are those of the setting in force. */
  readonly current = $derived.by(
    () => this.prunedKey !== '' && this.prunedKey === this.#page.wholeKey,
  );

  start = (): void => void this.#run();

  stop = (): void => {
    this.#abort?.abort();
    this.state = { phase: 'stopped' };
  };

  async #afterPause(signal: AbortSignal): Promise<void> {
    this.#abort?.abort();
    this.state = { phase: 'waiting' };
    signal.addEventListener('abort', () => this.#abort?.abort());
    if (await quiet(700, signal)) await this.#run();
  }

  async #run(): Promise<void> {
    this.#abort?.abort();
    const { signal } = (this.#abort = new AbortController());
    const { calls, spec, wholeKey, again } = this.#page;
    this.state = { phase: 'running', done: 0, total: 0, label: 'pruning' };
    const reply = await calls.costAt(
      spec,
      {
        each: (site) => {
          this.sites.set(`${site.layer}.${site.matrix}`, site);
          if (this.prunedKey === wholeKey) return;
          this.prunedKey = wholeKey;
          again();
        },
        onProgress: (done, total, label) => (this.state = { phase: 'running', done, total, label }),
      },
      // There it finds and leaves the pruned model.
      { signal, seat: 'figure' },
    );
    if (signal.aborted || !reply) return;
    this.state = reply.ok
      ? { phase: 'done', cost: reply.value }
      : { phase: 'failed', message: reply.message };
  }
}
