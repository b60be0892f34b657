// The comparison's state, for any domain: one spec as everywhere; its method and those it is compared with
// become panels, each with its knob turned until it achieves the sparsity that the budget asks for.
import { SvelteMap } from 'svelte/reactivity';
import type { DomainTypes, ModelReply } from '../../../workers/api.ts';
import type { AtlasClient, DomainClient, TextDetails } from '../../client/types.ts';
import { kindOf, usualOf, type Card } from '../../core/card.ts';
import type { CatalogueEntry } from '../../core/method.ts';
import type { ParamRecord } from '../../core/params.ts';
import { figureKey, type FigureSpec, type FigureView } from '../../core/spec.ts';
import type { Cell } from '../../figure/types.ts';
import { job } from '../job.svelte.ts';
import { quiet } from '../quiet.ts';
import { NOT_LOADED, type Methods } from '../methods.ts';
import { shownOf } from '../shown.ts';
import { Sweep } from '../sweep.svelte.ts';
import { theme } from '../theme.svelte.ts';
import { MODEL_MEASURES, type Measure, type SitePoint } from './measures.ts';
import { methodSpec, panelIds, sparsityOf, withoutMethod } from './panels.ts';
import type { CompareBasis, Panel } from './basis.ts';

export interface ComparisonOptions<T extends DomainTypes> {
  readonly client: AtlasClient;
  readonly card: Card;
  readonly methods: Methods;
  readonly view: CompareBasis<T>;
  readonly spec: FigureSpec;
}

export class Comparison<T extends DomainTypes = DomainTypes> {
  spec: FigureSpec = $state.raw() as FigureSpec;
  info: ModelReply | null = $state.raw(null);
  tokenised: TextDetails | null = $state.raw(null);
  /** By method; the last good ones stay until theirs is ready anew. */
  readonly panels = new SvelteMap<string, Panel<T>>();
  readonly curves = new SvelteMap<string, readonly SitePoint[]>();
  #modelProblem: string | null = $state.raw(null);
  /** By method. */
  readonly #problems = new SvelteMap<string, string>();
  loading: { done: number; total: number } | null = $state.raw({ done: 0, total: 0 });
  /** Shared by all panels. */
  cell: Cell | null = $state.raw(null);

  readonly client: AtlasClient;
  readonly calls: DomainClient<T>;
  readonly card: Card;
  readonly methods: Methods;
  readonly view: CompareBasis<T>;
  readonly measures: Readonly<Record<string, Measure>>;
  readonly costs: Sweep<T>;

  constructor({ client, card, methods, view, spec }: ComparisonOptions<T>) {
    this.client = client;
    this.calls = client.of<T>();
    this.card = card;
    this.methods = methods;
    this.view = view;
    this.measures = {
      ...view.measures,
      ...(view.modelBudgets.length > 0 ? MODEL_MEASURES : {}),
    };
    this.costs = new Sweep(this.calls, methods, view.modelBudgets);
    this.open(spec);
    const { reads } = kindOf(card, spec);
    if (reads.includes('model')) void this.#openModel();
    job(
      () => reads.includes('text') && this.textKey,
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
    job(() => `${this.textKey} ${JSON.stringify(this.spec.set)}`, this.costs.forget);
    $effect(() => this.costs.stop);
  }

  readonly ids: readonly string[] = $derived.by(() => panelIds(this.spec));
  readonly entries: readonly CatalogueEntry[] = $derived.by(() =>
    this.ids.map(this.methods.entryOf),
  );
  /** What all panels aim at. */
  readonly target = $derived.by(() => sparsityOf(this.spec, this.card));
  readonly shown: readonly Panel<T>[] = $derived(
    this.ids.flatMap((id) => this.panels.get(id) ?? []),
  );

  readonly textKey = $derived(JSON.stringify([this.spec.model, this.spec.text, this.spec.tokens]));
  readonly #siteKey = $derived(`${this.textKey} ${JSON.stringify(this.spec.subject)}`);
  readonly #matchKey = $derived(
    `${this.#siteKey} ${this.spec.budget} ${JSON.stringify(this.spec.set)} ${this.ids.join()}`,
  );

  /** Shows another figure. A comparison without a budget has nothing to be equal at. */
  open(spec: FigureSpec): void {
    const budget = spec.budget ?? usualOf(this.card).budget;
    this.spec = { ...spec, budget };
  }

  update(change: Partial<FigureSpec>): void {
    this.spec = { ...this.spec, ...change };
  }

  look(change: Partial<FigureView>): void {
    this.spec = { ...this.spec, view: { ...this.spec.view, ...change } };
  }

  async add(id: string): Promise<void> {
    try {
      await this.methods.load([id]);
    } catch {
      this.#problems.set(id, NOT_LOADED);
      return;
    }
    this.update({ compare: [...this.ids.slice(1), id] });
  }

  remove(id: string): void {
    this.spec = withoutMethod(this.spec, id);
    this.panels.delete(id);
    this.#problems.delete(id);
  }

  /** What went wrong and has not gone right since. */
  readonly problem: string | null = $derived.by(
    () =>
      this.#modelProblem ??
      this.ids.map((id) => this.#problems.get(id) ?? null).find((each) => each !== null) ??
      null,
  );

  /** A method's panel, unless it is still that of another site or setting. */
  settled(id: string): Panel<T> | null {
    const panel = this.panels.get(id);
    if (!panel) return null;
    const asked = methodSpec(this.spec, panel.entry, panel.match.budget);
    return figureKey(asked) === figureKey(panel.spec) ? panel : null;
  }

  /** Why a method's panel cannot stand beside the others; null where it can, or is not there yet. */
  apart(id: string): string | null {
    const panel = this.panels.get(id);
    return panel ? this.view.apart(panel.figure.reply) : null;
  }

  /** Moves all panels to another place. */
  choosePlace(place: ParamRecord): void {
    const { subject, view } = this.spec;
    const look = this.view.keepsLook ? view : { ...view, query: null, zoom: null };
    if (!this.view.keepsLook) this.cell = null;
    this.update({ subject: { ...subject, ...place }, view: look });
  }

  /** Methods that can be measured beside the others. */
  readonly rivals: readonly string[] = $derived.by(() => this.ids.filter((id) => !this.apart(id)));
  /** Those whose cost is not known at all budgets. */
  readonly unmeasured: readonly string[] = $derived.by(() =>
    this.rivals.filter((id) => !this.costs.whole.has(id)),
  );

  /** Measures what is missing; where nothing is, everything again. */
  measureCosts = (): void => {
    const { unmeasured, rivals } = this;
    void this.costs.start(this.spec, unmeasured.length > 0 ? unmeasured : rivals);
  };

  async #openModel(): Promise<void> {
    const tell = (done: number, total: number): void => void (this.loading = { done, total });
    const reply = await this.client.model(tell, this.spec.model);
    this.loading = null;
    if (reply.ok) this.info = reply.value;
    else this.#modelProblem = reply.message;
  }

  async #readText(signal: AbortSignal): Promise<void> {
    const reply = await this.client.text(this.spec.text, this.spec.tokens, { signal });
    if (reply?.ok) this.tokenised = reply.value;
  }

  async #matchAll(signal: AbortSignal): Promise<void> {
    if (!(await quiet(20, signal))) return;
    await Promise.all(this.ids.map((id) => this.#matchOne(id, signal)));
  }

  async #matchOne(id: string, signal: AbortSignal): Promise<void> {
    const entry = this.methods.entryOf(id);
    const options = { signal, channel: `panel ${id}` };
    const { target, spec: common } = this;
    const found = await this.calls.match(methodSpec(common, entry, common.budget), target, options);
    if (!found) return;
    if (!found.ok) return void this.#problems.set(id, `${entry.name}: ${found.message}`);
    const spec = methodSpec(common, entry, found.value.budget);
    const reply = await this.calls.figure(spec, options);
    if (!reply || signal.aborted) return;
    if (!reply.ok) return void this.#problems.set(id, `${entry.name}: ${reply.message}`);
    this.#problems.delete(id);
    const figure = shownOf(entry, spec, theme.current, reply.value);
    this.panels.set(id, { entry, spec, match: found.value, figure });
  }

  async #drawCurves(signal: AbortSignal): Promise<void> {
    if (!(await quiet(300, signal))) return;
    const ids = this.ids;
    for (const id of [...this.curves.keys()]) if (!ids.includes(id)) this.curves.delete(id);
    await Promise.all(
      ids.map(async (id) => {
        let points: readonly SitePoint[] = [];
        await this.calls.curve(
          this.spec,
          id,
          this.view.siteBudgets,
          (point) => {
            points = [...points, this.view.point(point)];
            this.curves.set(id, points);
          },
          { signal, channel: 'compare' },
        );
      }),
    );
  }
}
