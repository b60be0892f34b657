// The loss curve of several methods: the whole model, run at several budgets of each, when asked for.
import { SvelteMap } from 'svelte/reactivity';
import type { CostPoint } from '../../workers/api.ts';
import type { AtlasClient } from '../client/types.ts';
import type { FigureSpec } from '../core/spec.ts';
import { entryOf } from './catalogue.ts';
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

export class CostSweep {
  state: SweepState = $state.raw({ phase: 'idle' });
  /** By method, as far as they are there. */
  readonly points = new SvelteMap<string, readonly CostPoint[]>();

  readonly #client: AtlasClient;
  #abort: AbortController | null = null;

  constructor(client: AtlasClient) {
    this.#client = client;
  }

  async start(spec: FigureSpec, methods: readonly string[]): Promise<void> {
    this.#abort?.abort();
    const { signal } = (this.#abort = new AbortController());
    const total = methods.length * COST_BUDGETS.length;
    this.points.clear();
    for (const [i, method] of methods.entries()) {
      const before = i * COST_BUDGETS.length;
      const label = entryOf(method).name;
      this.state = { phase: 'running', done: before, total, label };
      // Each point comes twice: with its loss first, and again when the needles are counted.
      const points = new Map<number, CostPoint>();
      const each = (point: CostPoint): void => {
        points.set(point.budget, point);
        this.points.set(method, [...points.values()]);
        const counted = [...points.values()].filter(({ needles }) => needles > 0).length;
        this.state = { phase: 'running', done: before + counted, total, label };
      };
      const options = { signal, channel: 'cost-curve', needles: 'after' } as const;
      const reply = await this.#client.cost(spec, method, COST_BUDGETS, each, undefined, options);
      if (signal.aborted) return;
      if (reply && !reply.ok) {
        this.state = { phase: 'failed', message: reply.message };
        return;
      }
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
  };
}
