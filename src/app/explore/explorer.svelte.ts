// The explorer's state: one spec, edited by the controls, and what the workers made of it. A control
// changes the spec and nothing else; jobs below follow the parts of the spec they depend on.
import { SvelteMap } from 'svelte/reactivity';
import type {
  CurvePoint,
  FigureReply,
  ModelCost,
  ModelReply,
  ThumbReply,
} from '../../../workers/api.ts';
import type { AtlasClient, TextDetails } from '../../client/types.ts';
import type { CatalogueEntry, MethodListing } from '../../core/method.ts';
import { defaultsOf, type ParamRecord } from '../../core/params.ts';
import type { FigureSpec, FigureView } from '../../core/spec.ts';
import type { Cell, Paint, RowWeights } from '../../figure/types.ts';
import { methods } from '../methods/attention.ts';
import { NOT_LOADED } from '../methods/methods.ts';
import { CostSweep } from '../cost-sweep.svelte.ts';
import { shownOf, type Shown } from '../figures/shown.ts';
import { job } from '../job.svelte.ts';
import { quiet } from '../quiet.ts';
import { CURVE_BUDGETS } from '../sweeps.ts';
import { theme } from '../theme.svelte.ts';

export type ModelState =
  | { readonly phase: 'loading'; readonly done: number; readonly total: number }
  | { readonly phase: 'ready'; readonly info: ModelReply }
  | { readonly phase: 'failed'; readonly message: string };

export class Explorer {
  spec: FigureSpec = $state.raw() as FigureSpec;
  model: ModelState = $state.raw({ phase: 'loading', done: 0, total: 0 });
  /** The characters of the spec's text; null until they are known. */
  text: string | null = $state.raw(null);
  tokenised: TextDetails | null = $state.raw(null);
  /** The last good figure; it stays until the next one is ready. */
  figure: Shown<FigureReply> | null = $state.raw(null);
  busy = $state(false);
  /** What went wrong with the newest request, in words; null when all is well. */
  problem: string | null = $state.raw(null);
  incident: string | null = $state.raw(null);
  readonly thumbs = new SvelteMap<number, ThumbReply>();
  readonly recalls = new SvelteMap<number, number>();
  readonly curves = new SvelteMap<string, readonly CurvePoint[]>();
  /** Cost of the spec's own setting. */
  cost: ModelCost | null = $state.raw(null);
  readonly costCurve: CostSweep;
  weights: Float32Array | null = $state.raw(null);
  /** Cell under the crosshair. */
  cell: Cell | null = $state.raw(null);

  readonly #client: AtlasClient;
  /** Counts how often the model had to tell more exactly what a snapshot had told. */
  #refined = $state(0);

  constructor(client: AtlasClient, spec: FigureSpec) {
    this.#client = client;
    this.costCurve = new CostSweep(client);
    this.spec = spec;
    this.openModel();
    $effect(() => client.onIncident((incident) => (this.incident = incident.message)));
    job(
      () => this.#sourceKey,
      (signal) => this.#readText(signal),
    );
    job(
      () => this.#textKey,
      (signal) => this.#cut(signal),
    );
    job(
      () => this.#figureKey,
      (signal) => this.#compute(signal),
    );
    job(
      () => this.#textKey && `${this.#textKey} ${theme.current}`,
      (signal) => this.#drawThumbs(signal),
    );
    job(
      () => this.#methodKey,
      (signal) => this.#measureRecalls(signal),
    );
    job(
      () => this.#methodKey,
      (signal) => this.#measureCost(signal),
    );
    job(
      () => this.#rowKey,
      (signal) => this.#readRow(signal),
    );
    job(
      () => this.#curveKey,
      () => this.curves.clear(),
    );
    for (const slot of [0, 1, 2, 3, 4, 5]) {
      job(
        () => this.#curveKey && this.methods[slot] && `${this.#curveKey} ${this.methods[slot].id}`,
        (signal) => this.#drawCurve(slot, signal),
      );
    }
    job(() => this.#costCurveKey, this.costCurve.forget);
  }

  // --- derived -------------------------------------------------------------------------------

  readonly entry: CatalogueEntry = $derived(methods.entryOf(this.spec.method));
  /** The spec's method and those it is compared with, as the curves show them. */
  readonly methods: readonly MethodListing[] = $derived(methods.of(this.spec));
  /** Parameters in force: what the worker resolved, and at once what was set by hand. */
  readonly params: ParamRecord = $derived({
    ...defaultsOf(this.entry.params),
    ...(this.figure?.spec.method === this.spec.method ? this.figure.reply.params : {}),
    ...this.spec.set,
  });
  readonly pieces: readonly string[] = $derived(this.tokenised?.pieces ?? []);
  readonly layer = $derived(Number(this.spec.subject['layer'] ?? 0));
  readonly head = $derived(Number(this.spec.subject['head'] ?? 0));
  readonly info: ModelReply | null = $derived(
    this.model.phase === 'ready' ? this.model.info : null,
  );
  readonly query: number | null = $derived(this.spec.view.query);
  /** The row that the inspector shows: under the crosshair, else the pinned one, else the last. */
  readonly shownQuery: number | null = $derived.by(() => {
    const n = this.figure?.mask.rows ?? 0;
    const wanted = this.cell?.query ?? this.query ?? n - 1;
    return n === 0 ? null : Math.min(wanted, n - 1);
  });

  readonly #sourceKey = $derived(JSON.stringify(this.spec.text));
  readonly #textKey: string = $derived(
    this.text === null || this.text.trim() === '' || this.model.phase === 'failed'
      ? ''
      : JSON.stringify([this.spec.model, this.spec.tokens, this.text]),
  );
  readonly #siteKey = $derived(
    this.#textKey && JSON.stringify([this.spec.subject, this.#textKey, this.#refined]),
  );
  readonly #settingKey = $derived(
    JSON.stringify([this.spec.method, this.spec.budget, this.spec.set]),
  );
  readonly #figureKey = $derived(this.#siteKey && `${this.#settingKey} ${this.#siteKey}`);
  readonly #methodKey = $derived(this.#textKey && `${this.#settingKey} ${this.#textKey}`);
  /** Curves do not depend on the budget, only on what the budget does not move. */
  readonly #fixedKey = $derived(
    JSON.stringify(
      Object.entries(this.spec.set).filter(([name]) => !this.entry.budgetParams.includes(name)),
    ),
  );
  /** Empty before the first figure, which must not wait for curves. */
  readonly #curveKey = $derived(
    this.figure && this.#siteKey && `${this.spec.method} ${this.#fixedKey} ${this.#siteKey}`,
  );
  readonly #costCurveKey = $derived(
    `${this.methods.map((entry) => entry.id).join()} ${this.#fixedKey} ${this.#textKey}`,
  );
  readonly #rowKey = $derived(
    this.#siteKey && this.shownQuery !== null ? `${this.shownQuery} ${this.#siteKey}` : '',
  );

  /** A new function whenever what it would paint has changed. */
  readonly paint: Paint | null = $derived.by(() => {
    const shown = this.figure;
    if (!shown) return null;
    const spec = { ...shown.spec, view: { ...shown.spec.view, show: this.spec.view.show } };
    const scheme = theme.current;
    return async (view) => {
      const reply = await this.#client.paint(spec, view, scheme);
      return reply?.ok ? reply.value.pixels : null;
    };
  });

  readonly rowWeights: RowWeights | null = $derived.by(() => {
    const shown = this.figure;
    if (!shown) return null;
    return async (query) => {
      const reply = await this.#client.row(shown.spec, query, { channel: 'heatmap' });
      return reply?.ok ? reply.value.weights : null;
    };
  });

  // --- changes -------------------------------------------------------------------------------

  update(change: Partial<FigureSpec>): void {
    this.spec = { ...this.spec, ...change };
  }

  look(change: Partial<FigureView>): void {
    this.spec = { ...this.spec, view: { ...this.spec.view, ...change } };
  }

  async chooseMethod(id: string): Promise<void> {
    try {
      if (!(await methods.choose(id))) return;
    } catch {
      this.problem = NOT_LOADED;
      return;
    }
    // The method that was looked at stays in the comparison, so that the two can be told apart.
    const compare = [...new Set([...this.spec.compare, this.spec.method])].filter((m) => m !== id);
    this.update({
      method: id,
      set: {},
      compare: compare.slice(-5),
      view: { ...this.spec.view, stage: null },
    });
  }

  chooseHead(layer: number, head: number): void {
    this.update({ subject: { ...this.spec.subject, layer, head } });
  }

  setText(text: string): void {
    this.text = text;
    this.update({
      text: { kind: 'own', text },
      view: { ...this.spec.view, query: null, zoom: null },
    });
  }

  setSource(source: FigureSpec['text']): void {
    this.update({ text: source, view: { ...this.spec.view, query: null, zoom: null } });
  }

  openModel = (): void => {
    this.model = { phase: 'loading', done: 0, total: 0 };
    void this.#client
      .model((done, total) => {
        if (this.model.phase === 'loading') this.model = { phase: 'loading', done, total };
      }, this.spec.model)
      .then((reply) => {
        this.model = reply.ok
          ? { phase: 'ready', info: reply.value }
          : { phase: 'failed', message: reply.message };
        this.#refine();
      });
  };

  /** Runs the whole model at several budgets of every shown method. */
  startCostCurve = (): void => {
    const ids = this.methods.map((entry) => entry.id);
    void this.costCurve.start(this.spec, ids);
  };

  // --- jobs ----------------------------------------------------------------------------------

  async #readText(signal: AbortSignal): Promise<void> {
    const reply = await this.#client.textOf(this.spec.text);
    if (signal.aborted) return;
    if (reply.ok) this.text = reply.value;
    else this.problem = reply.message;
  }

  async #cut(signal: AbortSignal): Promise<void> {
    const source = { kind: 'own', text: this.text ?? '' } as const;
    const reply = await this.#client.text(source, this.spec.tokens, { signal });
    if (reply?.ok && !signal.aborted) this.tokenised = reply.value;
    if (reply && !reply.ok) this.problem = reply.message;
  }

  async #compute(signal: AbortSignal): Promise<void> {
    const spec = this.spec;
    this.busy = true;
    const reply = await this.#client.figure(spec);
    // A drag asks faster than it is answered: every answer is shown, only the newest ends the wait.
    if (!signal.aborted) this.busy = false;
    if (!reply) return;
    if (!reply.ok) {
      if (!signal.aborted) this.problem = reply.message;
      return;
    }
    this.problem = null;
    this.figure = shownOf(methods.entryOf(spec.method), spec, reply.value);
    this.#refine();
  }

  /** Asks once more for everything. */
  again = (): void => {
    this.#refined++;
  };

  /** A figure from a snapshot in half precision is computed again, silently, once the model is here. */
  #refine(): void {
    if (this.info && this.figure?.reply.exact === false) this.#refined++;
  }

  async #drawThumbs(signal: AbortSignal): Promise<void> {
    const { heads } = this.info ?? { heads: 6 };
    await this.#client.thumbs(
      this.spec,
      theme.current,
      (thumb) => this.thumbs.set(thumb.layer * heads + thumb.head, thumb),
      { signal },
    );
  }

  async #measureRecalls(signal: AbortSignal): Promise<void> {
    if (!(await quiet(150, signal))) return;
    const { heads } = this.info ?? { heads: 6 };
    await this.#client.recalls(
      this.spec,
      (part) => this.recalls.set(part.layer * heads + part.head, part.recall),
      { signal },
    );
  }

  async #measureCost(signal: AbortSignal): Promise<void> {
    this.cost = null;
    if (!(await quiet(600, signal))) return;
    const reply = await this.#client.costAt(this.spec, undefined, { signal });
    if (signal.aborted || !reply) return;
    if (reply.ok) this.cost = reply.value;
    else this.problem = reply.message;
  }

  async #readRow(signal: AbortSignal): Promise<void> {
    const query = this.shownQuery;
    if (query === null) return;
    const reply = await this.#client.row(this.spec, query, { signal, channel: 'inspector' });
    if (reply?.ok && !signal.aborted) this.weights = reply.value.weights;
  }

  async #drawCurve(slot: number, signal: AbortSignal): Promise<void> {
    const method = this.methods[slot]?.id;
    if (!method || !(await quiet(200, signal))) return;
    let points: readonly CurvePoint[] = [];
    await this.#client.curve(
      this.spec,
      method,
      CURVE_BUDGETS,
      (point) => {
        points = [...points, point];
        this.curves.set(method, points);
      },
      { signal },
    );
  }
}
