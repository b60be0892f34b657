// What the decode explorer measures besides its figure: recall in every head, the cost of the setting, and
// curves.
import { SvelteMap } from 'svelte/reactivity';
import type { Answers } from '../../domains/decode/questions.ts';
import type { DecodeCost, DecodeTypes } from '../../domains/decode/types.ts';
import { SiteCurves } from '../../kit/curves.svelte.ts';
import type { Explorer } from '../../kit/explorer.svelte.ts';
import { job } from '../../kit/job.svelte.ts';
import { quiet } from '../../kit/quiet.ts';
import type { ExplorerOf } from '../contract.ts';
import { BUDGETS } from './budgets.ts';
import { Questions } from './questions.svelte.ts';

export type DecodeExplorer = ExplorerOf<DecodeTypes, DecodeMore>;

export class DecodeMore {
  /** Recall under the method, by the explorer's `placeOf`. */
  readonly recalls = new SvelteMap<string, number>();
  /** Cost of the spec's own setting. */
  cost: DecodeCost | null = $state.raw(null);
  readonly curves: SiteCurves<DecodeTypes>;
  /** When questions come, and what is answered then. */
  readonly questions: Questions;
  readonly #explorer: Explorer<DecodeTypes>;

  constructor(explorer: Explorer<DecodeTypes>) {
    this.#explorer = explorer;
    this.questions = new Questions(explorer);
    this.curves = new SiteCurves(explorer, {
      budgets: BUDGETS,
      methods: () => explorer.methods.map(({ id }) => id),
      // Empty before the first figure, which must not wait for curves.
      key: () => explorer.figure !== null && explorer.curveKey,
      pause: 600,
    });
    // A film is replaced, silently, once the model is here to tell the rest.
    $effect(() => {
      if (explorer.info && explorer.figure?.reply.exact === false) explorer.again();
    });
    job(
      () => explorer.figure !== null && explorer.wholeKey,
      (signal) => this.#survey(signal),
    );
  }

  /** Answers of the spec's setting to questions that come when they are chosen to; null: not known. */
  get answers(): Answers | null {
    return this.questions.placement === 'end' ? this.questions.atEnd : this.cost;
  }

  /** Every head's recall, and the needles: one run each of the whole model. */
  async #survey(signal: AbortSignal): Promise<void> {
    this.cost = null;
    if (!(await quiet(500, signal))) return;
    const { calls, spec, placeOf } = this.#explorer;
    const each = ({ layer, head, recall }: DecodeTypes['survey']): unknown =>
      this.recalls.set(placeOf({ ...spec.subject, layer, head }), recall);
    const reply = await calls.costAt(spec, { each }, { signal });
    if (signal.aborted || !reply) return;
    if (reply.ok) this.cost = reply.value;
    else this.#explorer.problem = reply.message;
  }
}
