// Loss and needles of the whole pruned model at several sparsities by every shown method, when asked for.
// What was measured stays with the setting that it was measured under, so that a method that joins only
// has its own curve measured.
import { SvelteMap } from 'svelte/reactivity';
import type { CostPoint } from '../../../workers/api.ts';
import type { WeightTypes } from '../../domains/weights/types.ts';
import type { Explorer } from '../../kit/explorer.svelte.ts';
import { budgetInForce } from '../../kit/setting.ts';
import { MODEL_BUDGETS } from './budgets.ts';
import { methods } from './methods.ts';
import type { WholeModel } from './whole.svelte.ts';

type PrunedCostPoint = CostPoint<WeightTypes>;

export type ModelSweepState =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'running';
      /** 0 … 1 of all methods. */
      readonly share: number;
      /** Method at work, and its place among those to do. */
      readonly name: string;
      readonly place: number;
      readonly of: number;
    }
  | { readonly phase: 'failed'; readonly message: string };

interface Measured {
  readonly key: string;
  readonly whole: boolean;
  readonly points: readonly PrunedCostPoint[];
}

export class ModelSweep {
  state: ModelSweepState = $state.raw({ phase: 'idle' });

  readonly #explorer: Explorer<WeightTypes>;
  readonly #whole: WholeModel;
  readonly #measured = new SvelteMap<string, Measured>();
  /** Settings of the methods that are being measured. */
  #asked: ReadonlyMap<string, string> = $state.raw(new Map());
  #abort: AbortController | null = null;

  constructor(explorer: Explorer<WeightTypes>, whole: WholeModel) {
    this.#explorer = explorer;
    this.#whole = whole;
    // What is being measured is of no use any more once its setting changes.
    $effect(() => {
      if ([...this.#asked].some(([id, key]) => explorer.sweepKeyOf(id) !== key)) this.stop();
    });
  }

  /** Methods whose curve is not whole under the present setting. */
  readonly missing: readonly string[] = $derived.by(() =>
    this.#explorer.methods.map(({ id }) => id).filter((id) => !this.#now(id)?.whole),
  );

  /** What was measured of all shown methods. */
  get points(): readonly PrunedCostPoint[] {
    return this.#explorer.methods.flatMap(({ id }) => this.pointsOf(id));
  }

  /** What was measured of a method; the setting of the page is one of its points. */
  pointsOf(method: string): readonly PrunedCostPoint[] {
    const points = this.#now(method)?.points ?? [];
    const { spec } = this.#explorer;
    const { cost } = this.#whole;
    const budget = budgetInForce(this.#explorer);
    const known = method !== spec.method || points.some((point) => point.budget === budget);
    if (known || budget === null || !cost) return points;
    return [...points, { ...cost, method, budget }];
  }

  /** Measures what is missing. */
  start = async (): Promise<void> => {
    this.#abort?.abort();
    const { signal } = (this.#abort = new AbortController());
    const { sweepKeyOf } = this.#explorer;
    const ids = this.missing;
    this.#asked = new Map(ids.map((id) => [id, sweepKeyOf(id)]));
    for (const [i, id] of ids.entries()) {
      const failure = await this.#measure(id, i, ids.length, signal);
      if (signal.aborted) return;
      if (failure) {
        this.#end({ phase: 'failed', message: `${methods.listingOf(id).name}: ${failure}` });
        return;
      }
    }
    this.#end({ phase: 'idle' });
  };

  stop = (): void => {
    this.#abort?.abort();
    this.#end({ phase: 'idle' });
  };

  #end(state: ModelSweepState): void {
    this.#asked = new Map();
    this.state = state;
  }

  async #measure(id: string, at: number, of: number, signal: AbortSignal): Promise<string | null> {
    const { calls, spec, sweepKeyOf } = this.#explorer;
    const key = sweepKeyOf(id);
    const tell = (share: number): void => {
      const { name } = methods.listingOf(id);
      this.state = { phase: 'running', share: (at + share) / of, name, place: at + 1, of };
    };
    tell(0);
    // Each point comes twice: with its loss first, and again when the needles are counted.
    const points = new Map<number, PrunedCostPoint>();
    const keep = (whole: boolean): void =>
      void this.#measured.set(id, { key, whole, points: [...points.values()] });
    const reply = await calls.cost(
      spec,
      id,
      MODEL_BUDGETS,
      (point) => {
        points.set(point.budget, point);
        keep(false);
      },
      (done, total) => tell(done / total),
      { signal, channel: 'curve', needles: 'after' },
    );
    if (signal.aborted) return null;
    if (reply?.ok) keep(true);
    return reply && !reply.ok ? reply.message : null;
  }

  #now(method: string): Measured | undefined {
    const known = this.#measured.get(method);
    return known?.key === this.#explorer.sweepKeyOf(method) ? known : undefined;
  }
}
