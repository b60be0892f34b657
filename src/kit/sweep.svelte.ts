// The cost curves of several methods: the whole model, run at several budgets of each, when asked for.
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { CostPoint, DomainTypes } from '../../workers/api.ts';
import type { DomainClient } from '../client/types.ts';
import type { FigureSpec } from '../core/spec.ts';

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

/** What is needed of the methods. */
interface Names {
  listingOf(id: string): { readonly name: string };
}

export class Sweep<T extends DomainTypes> {
  state: SweepState = $state.raw({ phase: 'idle' });
  /** By method, as far as they are there. */
  readonly points = new SvelteMap<string, readonly CostPoint<T>[]>();
  /** Methods measured at all budgets. */
  readonly whole = new SvelteSet<string>();

  readonly #calls: DomainClient<T>;
  readonly #methods: Names;
  readonly #budgets: readonly number[];
  #abort: AbortController | null = null;

  constructor(calls: DomainClient<T>, methods: Names, budgets: readonly number[]) {
    this.#calls = calls;
    this.#methods = methods;
    this.#budgets = budgets;
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
      const points = new Map<number, CostPoint<T>>();
      const each = (point: CostPoint<T>): void => {
        points.set(point.budget, point);
        this.points.set(method, [...points.values()]);
        const counted = [...points.values()].filter(isWhole).length;
        this.state = { phase: 'running', done: before + counted, total, label };
      };
      const options = { signal, channel: 'cost-curve', needles: 'after' } as const;
      const reply = await this.#calls.cost(spec, method, this.#budgets, each, undefined, options);
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

/** Not one whose needles are still to be counted. */
function isWhole(point: object): boolean {
  return !('needles' in point) || point.needles !== 0;
}
