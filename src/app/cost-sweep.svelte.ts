// The cost curves of several methods: the whole model, run at several budgets of each, when asked for.
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { CostPoint } from '../../workers/api.ts';
import type { AtlasClient, CallOptions, Reply } from '../client/types.ts';
import type { FigureSpec } from '../core/spec.ts';
import { methods } from './methods/attention.ts';
import type { Methods } from './methods/methods.ts';
import { COST_BUDGETS } from './sweeps.ts';

export type SweepState =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'running';
      readonly done: number;
      readonly total: number;
      /** The method at work. */
      readonly label: string;
    }
  | { readonly phase: 'done' }
  | { readonly phase: 'failed'; readonly message: string };

/** A measured budget; 0 needles where they are still to be counted. */
interface Counted {
  readonly budget: number;
  readonly needles: number;
}

/** Measures a method at all budgets of the sweep; each point first with its loss, then with needles. */
type MeasureAll<P> = (
  spec: FigureSpec,
  method: string,
  budgets: readonly number[],
  each: (point: P) => void,
  options: CallOptions,
) => Promise<Reply<null>>;

export class Sweep<P extends Counted> {
  state: SweepState = $state.raw({ phase: 'idle' });
  /** By method, as far as they are there. */
  readonly points = new SvelteMap<string, readonly P[]>();
  /** Methods measured at all budgets. */
  readonly whole = new SvelteSet<string>();

  readonly #methods: Methods;
  readonly #budgets: readonly number[];
  readonly #measureAll: MeasureAll<P>;
  #abort: AbortController | null = null;

  constructor(methods: Methods, budgets: readonly number[], measureAll: MeasureAll<P>) {
    this.#methods = methods;
    this.#budgets = budgets;
    this.#measureAll = measureAll;
  }

  /** Measures these methods anew; what is known of others stays. */
  async start(spec: FigureSpec, methods: readonly string[]): Promise<void> {
    this.#abort?.abort();
    const { signal } = (this.#abort = new AbortController());
    const total = methods.length * this.#budgets.length;
    for (const method of methods) {
      this.points.delete(method);
      this.whole.delete(method);
    }
    for (const [i, method] of methods.entries()) {
      const before = i * this.#budgets.length;
      const label = this.#methods.listingOf(method).name;
      this.state = { phase: 'running', done: before, total, label };
      // A point that comes again, now with its needles, replaces the first.
      const points = new Map<number, P>();
      const each = (point: P): void => {
        points.set(point.budget, point);
        this.points.set(method, [...points.values()]);
        const counted = [...points.values()].filter(({ needles }) => needles > 0).length;
        this.state = { phase: 'running', done: before + counted, total, label };
      };
      const options = { signal, channel: 'cost-curve' };
      const reply = await this.#measureAll(spec, method, this.#budgets, each, options);
      if (signal.aborted) return;
      if (reply && !reply.ok) {
        this.state = { phase: 'failed', message: `${label}: ${reply.message}` };
        return;
      }
      if (reply) this.whole.add(method);
    }
    this.state = { phase: 'done' };
  }

  stop = (): void => {
    this.#abort?.abort();
    this.state = { phase: 'idle' };
  };

  /** What was measured belongs to another text or other settings now. */
  forget = (): void => {
    this.stop();
    this.points.clear();
    this.whole.clear();
  };
}

/** What masked attention costs. */
export class CostSweep extends Sweep<CostPoint> {
  constructor(client: AtlasClient) {
    super(methods, COST_BUDGETS, (spec, method, budgets, each, options) =>
      client.cost(spec, method, budgets, each, undefined, { ...options, needles: 'after' }),
    );
  }
}
