// The whole model pruned with the page's setting, after a pause: what is left of each matrix, and what it
// costs.
import { SvelteMap } from 'svelte/reactivity';
import type { PrunedCost, PrunedSite } from '../../../workers/weights-api.ts';
import type { FullClient } from '../../client/weights.ts';
import type { FigureSpec } from '../../core/spec.ts';
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
  readonly client: FullClient;
  readonly spec: FigureSpec;
  /** Method, parameters and text; empty while there is none. */
  readonly settingKey: string;
  /** Null until the model is open. */
  readonly info: object | null;
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
      () => page.info !== null && page.settingKey,
      (signal) => this.#afterPause(signal),
    );
  }

  readonly cost: PrunedCost | null = $derived(this.state.phase === 'done' ? this.state.cost : null);
  /** Whether `sites` are those of the setting in force. */
  readonly current = $derived.by(
    () => this.prunedKey !== '' && this.prunedKey === this.#page.settingKey,
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
    const { client, spec, settingKey } = this.#page;
    this.state = { phase: 'running', done: 0, total: 0, label: 'pruning' };
    const reply = await client.weights.costAt(
      spec,
      (sites) => {
        for (const site of sites) this.sites.set(`${site.layer}.${site.matrix}`, site);
        this.prunedKey = settingKey;
      },
      (done, total, label) => (this.state = { phase: 'running', done, total, label }),
      { signal },
    );
    if (signal.aborted || !reply) return;
    this.state = reply.ok
      ? { phase: 'done', cost: reply.value }
      : { phase: 'failed', message: reply.message };
  }
}
