// What the attention explorer measures besides its figure: recall in every head, the cost of the setting, and
// curves.
import { SvelteMap } from 'svelte/reactivity';
import type { AttentionTypes } from '../../domains/attention/types.ts';
import type { ModelCost } from '../../domains/attention/cost.ts';
import { SiteCurves } from '../../kit/curves.svelte.ts';
import type { Explorer } from '../../kit/explorer.svelte.ts';
import { job } from '../../kit/job.svelte.ts';
import { quiet } from '../../kit/quiet.ts';
import { Sweep } from '../../kit/sweep.svelte.ts';
import { COST_BUDGETS, CURVE_BUDGETS } from './budgets.ts';

export class HeadMore {
  /** Recall under the method, by the explorer's `placeOf`. */
  readonly recalls = new SvelteMap<string, number>();
  /** Cost of the spec's own setting. */
  cost: ModelCost | null = $state.raw(null);
  readonly curves: SiteCurves<AttentionTypes>;
  readonly costCurve: Sweep<AttentionTypes>;
  readonly #explorer: Explorer<AttentionTypes>;

  constructor(explorer: Explorer<AttentionTypes>) {
    this.#explorer = explorer;
    this.costCurve = new Sweep(explorer.calls, explorer.list, COST_BUDGETS);
    this.curves = new SiteCurves(explorer, {
      budgets: CURVE_BUDGETS,
      methods: () => explorer.methods.map(({ id }) => id),
      // Empty before the first figure, which must not wait for curves.
      key: () => explorer.figure !== null && explorer.curveKey,
    });
    // A figure from a snapshot in half precision is computed again, silently, once the model is here.
    $effect(() => {
      if (explorer.info && explorer.figure?.reply.exact === false) explorer.again();
    });
    job(
      () => explorer.wholeKey,
      (signal) => this.#measureRecalls(signal),
    );
    job(
      () => explorer.wholeKey,
      (signal) => this.#measureCost(signal),
    );
    const ids = $derived(explorer.methods.map(({ id }) => id).join());
    job(() => `${ids} ${explorer.fixedKey} ${explorer.textKey}`, this.costCurve.forget);
  }

  /** Runs the whole model at several budgets of every shown method. */
  startCostCurve = (): void => {
    const { spec, methods } = this.#explorer;
    void this.costCurve.start(
      spec,
      methods.map(({ id }) => id),
    );
  };

  async #measureRecalls(signal: AbortSignal): Promise<void> {
    if (!(await quiet(150, signal))) return;
    const { calls, spec, placeOf } = this.#explorer;
    await calls.survey(
      spec,
      ({ layer, head, recall }) => this.recalls.set(placeOf({ layer, head }), recall),
      undefined,
      { signal },
    );
  }

  async #measureCost(signal: AbortSignal): Promise<void> {
    this.cost = null;
    if (!(await quiet(600, signal))) return;
    const { calls, spec } = this.#explorer;
    const reply = await calls.costAt(spec, {}, { signal });
    if (signal.aborted || !reply) return;
    if (reply.ok) this.cost = reply.value;
    else this.#explorer.problem = reply.message;
  }
}
