// The comparison's state: one spec as everywhere; its method and those it is compared with become panels,
// each with its knob turned until it achieves the sparsity that the budget asks for.
import { SvelteMap } from 'svelte/reactivity';
import type { CurvePoint, FigureReply } from '../../../workers/api.ts';
import type { AtlasClient, TextDetails } from '../../client/types.ts';
import type { Mask } from '../../core/mask/mask.ts';
import { decodeMask } from '../../core/mask/wire.ts';
import type { CatalogueEntry } from '../../core/method.ts';
import type { FigureSpec, FigureView } from '../../core/spec.ts';
import type { Match } from '../../domains/match.ts';
import type { Cell } from '../../figure/types.ts';
import { entryOf } from '../catalogue.ts';
import { CostSweep } from '../cost-sweep.svelte.ts';
import { job } from '../job.svelte.ts';
import { quiet } from '../quiet.ts';
import { CURVE_BUDGETS } from '../sweeps.ts';

/** One method at the common sparsity. */
export interface Panel {
  readonly entry: CatalogueEntry;
  /** The common spec with this method and the budget found for it. */
  readonly spec: FigureSpec;
  readonly match: Match;
  readonly reply: FigureReply;
  readonly mask: Mask;
}

export const MOST_PANELS = 6;

export class Comparison {
  spec: FigureSpec = $state.raw() as FigureSpec;
  tokenised: TextDetails | null = $state.raw(null);
  /** By method; the last good ones stay until theirs is ready anew. */
  readonly panels = new SvelteMap<string, Panel>();
  readonly curves = new SvelteMap<string, readonly CurvePoint[]>();
  readonly costs: CostSweep;
  problem: string | null = $state.raw(null);
  loading: { done: number; total: number } | null = $state.raw({ done: 0, total: 0 });
  /** Shared by all panels. */
  cell: Cell | null = $state.raw(null);

  readonly client: AtlasClient;

  constructor(client: AtlasClient, spec: FigureSpec) {
    this.client = client;
    this.costs = new CostSweep(client);
    // A comparison without a budget has nothing to be equal at.
    this.spec = { ...spec, budget: spec.budget ?? 0.2 };
    void client
      .model((done, total) => (this.loading = { done, total }), spec.model)
      .then((reply) => {
        this.loading = null;
        if (!reply.ok) this.problem = reply.message;
      });
    job(
      () => this.#textKey,
      (signal) => this.#readText(signal),
    );
    job(
      () => this.#matchKey,
      (signal) => this.#matchAll(signal),
    );
    job(
      () => `${this.#siteKey} ${this.ids.join()}`,
      (signal) => this.#drawCurves(signal),
    );
    job(() => `${this.#textKey} ${this.ids.join()}`, this.costs.forget);
  }

  readonly ids: readonly string[] = $derived(
    [...new Set([this.spec.method, ...this.spec.compare])].slice(0, MOST_PANELS),
  );
  readonly entries: readonly CatalogueEntry[] = $derived(this.ids.map(entryOf));
  /** What all panels aim at. */
  readonly target = $derived(1 - (this.spec.budget ?? 0.2));
  readonly shown: readonly Panel[] = $derived(this.ids.flatMap((id) => this.panels.get(id) ?? []));

  readonly #textKey = $derived(JSON.stringify([this.spec.model, this.spec.text, this.spec.tokens]));
  readonly #siteKey = $derived(`${this.#textKey} ${JSON.stringify(this.spec.subject)}`);
  readonly #matchKey = $derived(`${this.#siteKey} ${this.spec.budget} ${this.ids.join()}`);

  update(change: Partial<FigureSpec>): void {
    this.spec = { ...this.spec, ...change };
  }

  look(change: Partial<FigureView>): void {
    this.spec = { ...this.spec, view: { ...this.spec.view, ...change } };
  }

  add(id: string): void {
    if (this.ids.includes(id) || this.ids.length >= MOST_PANELS) return;
    this.update({ compare: [...this.ids.slice(1), id] });
  }

  remove(id: string): void {
    const [first, ...rest] = this.ids.filter((other) => other !== id);
    if (first === undefined || rest.length === 0) return;
    this.update({ method: first, compare: rest, set: {} });
    this.panels.delete(id);
  }

  measureCosts = (): void => void this.costs.start(this.spec, this.ids);

  async #readText(signal: AbortSignal): Promise<void> {
    const reply = await this.client.text(this.spec.text, this.spec.tokens, { signal });
    if (reply?.ok) this.tokenised = reply.value;
  }

  async #matchAll(signal: AbortSignal): Promise<void> {
    if (!(await quiet(20, signal))) return;
    await Promise.all(this.ids.map((id) => this.#matchOne(id, signal)));
  }

  async #matchOne(id: string, signal: AbortSignal): Promise<void> {
    const base: FigureSpec = {
      ...this.spec,
      method: id,
      set: id === this.spec.method ? this.spec.set : {},
    };
    const channel = `panel ${id}`;
    const found = await this.client.match(base, this.target, { signal, channel });
    if (!found) return;
    if (!found.ok) return void (this.problem = found.message);
    const spec = { ...base, budget: found.value.budget };
    const reply = await this.client.figure(spec, { signal, channel });
    if (!reply || signal.aborted) return;
    if (!reply.ok) return void (this.problem = reply.message);
    this.problem = null;
    this.panels.set(id, {
      entry: entryOf(id),
      spec,
      match: found.value,
      reply: reply.value,
      mask: decodeMask(reply.value.mask),
    });
  }

  async #drawCurves(signal: AbortSignal): Promise<void> {
    if (!(await quiet(300, signal))) return;
    const ids = this.ids;
    for (const id of [...this.curves.keys()]) if (!ids.includes(id)) this.curves.delete(id);
    await Promise.all(
      ids.map(async (id) => {
        let points: readonly CurvePoint[] = [];
        const keep = (point: CurvePoint): void => {
          points = [...points, point];
          this.curves.set(id, points);
        };
        await this.client.curve(this.spec, id, CURVE_BUDGETS, keep, { signal, channel: 'compare' });
      }),
    );
  }
}
