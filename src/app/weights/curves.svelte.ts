// Curves of all shown methods: the error of one matrix as soon as the page is quiet, the loss of the whole
// pruned model when asked for.
import { SvelteMap } from 'svelte/reactivity';
import type { PrunedCostPoint, WeightCurvePoint } from '../../../workers/weights-api.ts';
import { entryOf } from '../catalogue.ts';
import type { SweepState } from '../cost-sweep.svelte.ts';
import { job } from '../job.svelte.ts';
import { quiet } from '../quiet.ts';
import type { WeightExplorer } from './explorer.svelte.ts';

/** In an order in which the shape appears early. */
const BUDGETS = [0.5, 0.8, 0.3, 1, 0.65, 0.4, 0.9, 0.2, 0.1, 0.55, 0.72];
/** The whole model is pruned once per point. */
const MODEL_BUDGETS = [0.5, 0.8, 0.65, 1, 0.4, 0.9];

export class WeightCurves {
  /** By method. */
  readonly errors = new SvelteMap<string, readonly WeightCurvePoint[]>();
  readonly losses = new SvelteMap<string, readonly PrunedCostPoint[]>();
  run: SweepState = $state.raw({ phase: 'idle' });

  readonly #explorer: WeightExplorer;
  #abort: AbortController | null = null;

  constructor(explorer: WeightExplorer) {
    this.#explorer = explorer;
    job(
      () => this.#errorKey,
      () => this.errors.clear(),
    );
    for (const slot of [0, 1, 2, 3, 4, 5]) {
      job(
        () =>
          this.#errorKey &&
          explorer.methods[slot] &&
          `${this.#errorKey} ${explorer.methods[slot].id}`,
        (signal) => this.#drawErrors(slot, signal),
      );
    }
    job(
      () =>
        explorer.curveKey && `${explorer.methods.map(({ id }) => id).join()} ${explorer.curveKey}`,
      () => this.#forget(),
    );
  }

  readonly #errorKey: string = $derived.by(() => {
    const { info, curveKey, siteKey } = this.#explorer;
    return info && curveKey ? `${siteKey} ${curveKey}` : '';
  });

  /** Prunes the whole model at several budgets by every shown method. */
  start = async (): Promise<void> => {
    this.#abort?.abort();
    const { signal } = (this.#abort = new AbortController());
    const { spec, methods, client } = this.#explorer;
    const total = methods.length * MODEL_BUDGETS.length;
    this.losses.clear();
    let done = 0;
    for (const { id, name } of methods) {
      this.run = { phase: 'running', done, total, label: name };
      let points: readonly PrunedCostPoint[] = [];
      const reply = await client.weights.cost(
        spec,
        id,
        MODEL_BUDGETS,
        (point) => {
          points = [...points, point];
          this.losses.set(id, points);
          this.run = { phase: 'running', done: ++done, total, label: name };
        },
        undefined,
        { signal, channel: 'curve' },
      );
      if (signal.aborted) return;
      if (reply && !reply.ok) {
        this.run = { phase: 'failed', message: `${entryOf(id).name}: ${reply.message}` };
        return;
      }
    }
    this.run = { phase: 'done' };
  };

  stop = (): void => {
    this.#abort?.abort();
    this.run = { phase: 'idle' };
  };

  async #drawErrors(slot: number, signal: AbortSignal): Promise<void> {
    const method = this.#explorer.methods[slot]?.id;
    if (!method || !(await quiet(250, signal))) return;
    let points: readonly WeightCurvePoint[] = [];
    await this.#explorer.client.weights.curve(
      this.#explorer.spec,
      method,
      BUDGETS,
      (point) => {
        points = [...points, point];
        this.errors.set(method, points);
      },
      { signal },
    );
  }

  #forget(): void {
    this.stop();
    this.losses.clear();
  }
}
