// When questions come: while the text is written, or as the end of the prompt; and how many are answered then,
// at the spec's own setting and along curves.
import { SvelteMap } from 'svelte/reactivity';
import { withBudget } from '../../core/spec-codec.ts';
import type { FigureSpec } from '../../core/spec.ts';
import type { Answers, Placement } from '../../domains/decode/questions.ts';
import type { DecodeTypes } from '../../domains/decode/types.ts';
import type { Explorer } from '../../kit/explorer.svelte.ts';
import { job } from '../../kit/job.svelte.ts';
import { quiet } from '../../kit/quiet.ts';
import { BUDGETS } from './budgets.ts';

type Progress = { readonly share: number; readonly label: string };

export class Questions {
  placement: Placement = $state('late');
  /** Answers of the spec's setting where questions end the prompt; null: not known. */
  atEnd: Answers | null = $state.raw(null);
  /** How far the measurement for curves is; null while there is none. */
  run: Progress | null = $state.raw(null);
  failure: string | null = $state.raw(null);
  /** Share answered by placement, method and budget. */
  readonly #shares = new SvelteMap<string, number>();
  readonly #explorer: Explorer<DecodeTypes>;
  #abort: AbortController | null = null;

  constructor(explorer: Explorer<DecodeTypes>) {
    this.#explorer = explorer;
    job(
      () => this.placement === 'end' && explorer.figure !== null && explorer.wholeKey,
      (signal) => this.#askAtEnd(signal),
    );
    // What was measured belongs to another prompt or other settings now.
    job(
      () => explorer.curveKey,
      () => {
        this.stop();
        this.#shares.clear();
      },
    );
  }

  /** Share of the questions that a method answers at a budget; undefined: not measured. */
  shareOf(method: string, budget: number): number | undefined {
    return this.#shares.get(`${this.placement} ${method} ${budget}`);
  }

  /** Whether all methods on show have been measured. */
  get whole(): boolean {
    return this.#explorer.methods.every(({ id }) =>
      BUDGETS.every((budget) => this.shareOf(id, budget) !== undefined),
    );
  }

  /** Asks every method on show at every budget. */
  start = async (): Promise<void> => {
    this.#abort?.abort();
    const { signal } = (this.#abort = new AbortController());
    const { placement } = this;
    const { calls, methods } = this.#explorer;
    const all = methods.flatMap(({ id, name }) => BUDGETS.map((budget) => ({ id, name, budget })));
    this.failure = null;
    for (const [done, { id, name, budget }] of all.entries()) {
      this.run = { share: done / all.length, label: `${name}, ${done} of ${all.length}` };
      if (this.#shares.has(`${placement} ${id} ${budget}`)) continue;
      const keep = ({ needlesRight, needles }: Answers): void => {
        const share = needles === 0 ? 0 : needlesRight / needles;
        this.#shares.set(`${placement} ${id} ${budget}`, share);
      };
      const options = { signal, channel: 'needle curves' };
      const spec = this.#specOf(id, budget);
      const reply = await calls.run('ask', spec, { placement }, keep, options);
      if (signal.aborted) return;
      if (reply && !reply.ok) {
        this.failure = `${name}: ${reply.message}`;
        break;
      }
    }
    this.run = null;
  };

  stop = (): void => {
    this.#abort?.abort();
    this.run = null;
  };

  choose = (placement: Placement): void => {
    this.stop();
    this.placement = placement;
  };

  #specOf(method: string, budget: number): FigureSpec {
    const { spec, entry } = this.#explorer;
    return method === spec.method
      ? withBudget(spec, budget, entry.budgetParams)
      : { ...spec, method, budget, set: {} };
  }

  async #askAtEnd(signal: AbortSignal): Promise<void> {
    this.atEnd = null;
    if (!(await quiet(500, signal))) return;
    const { calls, spec } = this.#explorer;
    const keep = (answers: Answers): unknown => (this.atEnd = answers);
    const reply = await calls.run('ask', spec, { placement: 'end' }, keep, { signal });
    if (reply && !reply.ok && !signal.aborted) this.#explorer.problem = reply.message;
  }
}
