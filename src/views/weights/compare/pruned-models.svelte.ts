// The whole model pruned by every method at the common sparsity, when asked for. What is known of a method
// stays while its setting does, so that one that joins is pruned alone.
import { SvelteMap } from 'svelte/reactivity';
import type { PrunedSite, WeightTypes } from '../../../domains/weights/types.ts';
import type { FigureSpec } from '../../../core/spec.ts';
import type { SweepState } from '../../../kit/sweep.svelte.ts';
import type { Comparison } from '../../../kit/compare/compare.svelte.ts';
import { methodSpec } from '../../../kit/compare/panels.ts';
import type { Panel } from '../../../kit/compare/basis.ts';
import { modelSparsity, siteKey } from './pruned.ts';

export interface PrunedModel {
  readonly panel: Panel<WeightTypes>;
  /** Place of the method's colour, from 1. */
  readonly colour: number;
  readonly sparsity: number;
  readonly sites: readonly PrunedSite[];
  readonly bySite: ReadonlyMap<string, PrunedSite>;
}

interface Known {
  readonly key: string;
  readonly sites: readonly PrunedSite[];
}

/** Farther from the common sparsity, the budget found for the matrix is tried for the model too. */
const TOLERANCE = 0.01;

export class PrunedModels {
  state: SweepState = $state.raw({ phase: 'idle' });

  readonly #comparison: Comparison<WeightTypes>;
  readonly #known = new SvelteMap<string, Known>();
  #asked = $state('');
  #abort: AbortController | null = null;

  constructor(comparison: Comparison<WeightTypes>) {
    this.#comparison = comparison;
    $effect(() => {
      if (this.#asked && this.#asked !== this.#common) this.stop();
    });
    $effect(() => () => this.#abort?.abort());
  }

  /** Methods that prune. */
  readonly #rivals = $derived.by(() =>
    this.#comparison.shown.filter(({ entry }) => this.#comparison.apart(entry.id) === null),
  );
  /** What all prunings under way depend on. */
  readonly #common = $derived.by(() => `${this.#comparison.textKey} ${this.#comparison.target}`);

  readonly models: readonly PrunedModel[] = $derived.by(() =>
    this.#rivals.flatMap((panel) => {
      const known = this.#known.get(panel.entry.id);
      if (known?.key !== this.#keyOf(panel)) return [];
      const { sites } = known;
      const colour = this.#comparison.ids.indexOf(panel.entry.id) + 1;
      const bySite = new Map(sites.map((site) => [siteKey(site), site]));
      return [{ panel, colour, sparsity: modelSparsity(sites), sites, bySite }];
    }),
  );
  readonly missing: readonly Panel<WeightTypes>[] = $derived.by(() => {
    const known = new Set(this.models.map(({ panel }) => panel.entry.id));
    return this.#rivals.filter(({ entry }) => !known.has(entry.id));
  });

  start = async (): Promise<void> => {
    this.#abort?.abort();
    const { signal } = (this.#abort = new AbortController());
    this.#asked = this.#common;
    // Panels that arrive meanwhile are pruned too.
    for (let done = 0; ; done++) {
      const { missing } = this;
      const [panel] = missing;
      if (!panel) break;
      const { entry } = panel;
      const key = this.#keyOf(panel);
      const total = done + missing.length;
      const tell = (share: number): void =>
        void (this.state = { phase: 'running', done: done + share, total, label: entry.name });
      tell(0);
      const sites = await this.#nearest(panel, signal, tell);
      if (signal.aborted || sites === null) return;
      if (typeof sites === 'string') {
        this.#end({ phase: 'failed', message: `${entry.name}: ${sites}` });
        return;
      }
      this.#known.set(entry.id, { key, sites });
    }
    this.#end({ phase: 'done' });
  };

  stop = (): void => {
    this.#abort?.abort();
    this.#end({ phase: 'idle' });
  };

  #end(state: SweepState): void {
    this.#asked = '';
    this.state = state;
  }

  #keyOf({ entry }: Panel<WeightTypes>): string {
    const { spec } = this.#comparison;
    return `${this.#common} ${JSON.stringify(methodSpec(spec, entry, null).set)}`;
  }

  /**
   * The model at the budget that means the common sparsity, or, where that misses it, at the one found for
   * the matrix if it comes nearer. A message where pruning failed, null where it was overtaken.
   */
  async #nearest(
    { entry, spec: matched }: Panel<WeightTypes>,
    signal: AbortSignal,
    tell: (share: number) => void,
  ): Promise<readonly PrunedSite[] | string | null> {
    const { spec, target } = this.#comparison;
    const meant = await this.#prune(methodSpec(spec, entry, spec.budget), signal, tell);
    if (meant === null || typeof meant === 'string') return meant;
    const off = (sites: readonly PrunedSite[]): number => Math.abs(modelSparsity(sites) - target);
    if (off(meant) <= TOLERANCE || matched.budget === spec.budget) return meant;
    const other = await this.#prune(matched, signal, tell);
    if (other === null || typeof other === 'string') return other;
    return off(other) < off(meant) ? other : meant;
  }

  async #prune(
    spec: FigureSpec,
    signal: AbortSignal,
    tell: (share: number) => void,
  ): Promise<readonly PrunedSite[] | string | null> {
    const { calls } = this.#comparison;
    const sites: PrunedSite[] = [];
    const reply = await calls.survey(
      spec,
      (site) => sites.push(site),
      (done, total) => tell(done / total),
      { signal },
    );
    return reply && (reply.ok ? sites : reply.message);
  }
}
