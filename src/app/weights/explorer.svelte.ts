// The state of the weights page: one spec, edited by the controls, and what the workers made of it.
import { SvelteMap } from 'svelte/reactivity';
import type {
  MatrixName,
  PrunedCostPoint,
  WeightCurvePoint,
  WeightFigureReply,
  WeightThumbReply,
} from '../../../workers/weights-api.ts';
import type { TextDetails } from '../../client/types.ts';
import type { FullClient } from '../../client/weights.ts';
import type { CatalogueEntry, MethodListing } from '../../core/method.ts';
import { defaultsOf, type ParamRecord } from '../../core/params.ts';
import type { FigureSpec, FigureView } from '../../core/spec.ts';
import { withBudget } from '../../core/spec-codec.ts';
import type { MatrixCell, ReadRow } from '../../figure/matrix/types.ts';
import type { Paint } from '../../figure/types.ts';
import { methods } from '../methods/weights.ts';
import { NOT_LOADED } from '../methods/methods.ts';
import type { ModelState } from '../explore/explorer.svelte.ts';
import { shownOf, type Shown } from '../figures/shown.ts';
import { job } from '../job.svelte.ts';
import { theme } from '../theme.svelte.ts';
import { fetchRow } from './fetch-row.ts';
import { WholeModel } from './whole.svelte.ts';

interface Measured {
  curves: () => readonly WeightCurvePoint[];
  costs: () => readonly PrunedCostPoint[];
}

export class WeightExplorer {
  spec: FigureSpec = $state.raw() as FigureSpec;
  model: ModelState = $state.raw({ phase: 'loading', done: 0, total: 0 });
  /** The characters of the calibration text; null until they are known. */
  text: string | null = $state.raw(null);
  tokenised: TextDetails | null = $state.raw(null);
  /** The last good figure; it stays until the next one is ready. */
  figure: Shown<WeightFigureReply> | null = $state.raw(null);
  busy = $state(false);
  problem: string | null = $state.raw(null);
  incident: string | null = $state.raw(null);
  /** By layer and name, "2.gate". */
  readonly thumbs = new SvelteMap<string, WeightThumbReply>();
  /** Weight under the crosshair. */
  cell: MatrixCell | null = $state.raw(null);

  /** What the curves of the page have measured so far; they fill it in. */
  readonly measured: Measured = { curves: () => [], costs: () => [] };

  readonly client: FullClient;
  readonly whole: WholeModel;

  #tries = $state(0);

  constructor(client: FullClient, spec: FigureSpec) {
    this.client = client;
    this.spec = spec;
    this.openModel();
    $effect(() => client.onIncident((incident) => (this.incident = incident.message)));
    job(
      () => JSON.stringify(this.spec.text),
      (signal) => this.#readText(signal),
    );
    job(
      () => this.textKey,
      (signal) => this.#cut(signal),
    );
    job(
      () => this.#figureKey,
      (signal) => this.#compute(signal),
    );
    job(
      () => this.info !== null && theme.current,
      (signal) => this.#drawThumbs(signal),
    );
    this.whole = new WholeModel(this);
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
  readonly layer = $derived(Number(this.spec.subject['layer'] ?? 0));
  readonly matrix = $derived(String(this.spec.subject['matrix'] ?? 'q') as MatrixName);
  readonly info = $derived(this.model.phase === 'ready' ? this.model.info : null);
  readonly textKey: string = $derived(
    this.text === null || this.text.trim() === '' || this.model.phase === 'failed'
      ? ''
      : JSON.stringify([this.spec.model, this.spec.tokens, this.text]),
  );
  readonly settingKey: string = $derived(
    this.textKey &&
      `${JSON.stringify([this.spec.method, this.spec.budget, this.spec.set])} ${this.textKey}`,
  );
  /** What is set by hand and not moved by the budget; of another method than the spec's, nothing. */
  readonly #fixed = $derived.by(() => {
    const moved = this.entry.budgetParams;
    return JSON.stringify(Object.entries(this.spec.set).filter(([name]) => !moved.includes(name)));
  });
  /** What curves depend on: all but the budget and what it moves. */
  readonly curveKey: string = $derived(
    this.textKey && `${this.spec.method} ${this.#fixed} ${this.textKey}`,
  );
  readonly siteKey = $derived(JSON.stringify(this.spec.subject));
  readonly #figureKey: string = $derived.by(() => {
    const exact = this.whole.prunedKey === this.settingKey;
    return (
      this.settingKey &&
      `${this.#tries} ${exact} ${this.spec.view.query} ${this.siteKey} ${this.settingKey}`
    );
  });

  readonly paint: Paint | null = $derived.by(() => {
    const shown = this.figure;
    if (!shown) return null;
    const spec = { ...shown.spec, view: { ...shown.spec.view, show: this.spec.view.show } };
    const scheme = theme.current;
    return async (view) => {
      const reply = await this.client.weights.paint(spec, view, scheme);
      return reply?.ok ? reply.value.pixels : null;
    };
  });

  readonly readRow: ReadRow | null = $derived.by(() => {
    const shown = this.figure;
    return shown ? (row) => fetchRow(this.client, shown, row, 'figure') : null;
  });

  /** What a method's curve over the whole model depends on. */
  sweepKeyOf = (method: string): string =>
    `${method === this.spec.method ? this.#fixed : '[]'} ${this.textKey}`;

  // --- changes -------------------------------------------------------------------------------

  update(change: Partial<FigureSpec>): void {
    this.spec = { ...this.spec, ...change };
  }

  look(change: Partial<FigureView>): void {
    this.spec = { ...this.spec, view: { ...this.spec.view, ...change } };
  }

  setBudget = (budget: number): void => {
    this.spec = withBudget(this.spec, budget, this.entry.budgetParams);
  };

  async chooseMethod(id: string): Promise<void> {
    try {
      if (!(await methods.choose(id))) return;
    } catch {
      this.problem = NOT_LOADED;
      return;
    }
    // The method that was looked at stays in the comparison, so that the two can be told apart.
    const compare = [...new Set([...this.spec.compare, this.spec.method])].filter((m) => m !== id);
    const view = { ...this.spec.view, stage: null };
    this.update({ method: id, set: {}, compare: compare.slice(-5), view });
  }

  chooseMatrix(layer: number, matrix: MatrixName): void {
    this.cell = null;
    const view = { ...this.spec.view, query: null, zoom: null };
    this.update({ subject: { ...this.spec.subject, layer, matrix }, view });
  }

  setText(text: string): void {
    this.text = text;
    this.update({ text: { kind: 'own', text } });
  }

  openModel = (): void => {
    this.model = { phase: 'loading', done: 0, total: 0 };
    void this.client
      .model((done, total) => {
        if (this.model.phase === 'loading') this.model = { phase: 'loading', done, total };
      }, this.spec.model)
      .then((reply) => {
        this.model = reply.ok
          ? { phase: 'ready', info: reply.value }
          : { phase: 'failed', message: reply.message };
      });
  };

  // --- jobs ----------------------------------------------------------------------------------

  async #readText(signal: AbortSignal): Promise<void> {
    const reply = await this.client.textOf(this.spec.text);
    if (signal.aborted) return;
    if (reply.ok) this.text = reply.value;
    else this.problem = reply.message;
  }

  async #cut(signal: AbortSignal): Promise<void> {
    const source = { kind: 'own', text: this.text ?? '' } as const;
    const reply = await this.client.text(source, this.spec.tokens, { signal });
    if (reply?.ok && !signal.aborted) this.tokenised = reply.value;
    if (reply && !reply.ok) this.problem = reply.message;
  }

  async #compute(signal: AbortSignal): Promise<void> {
    const spec = this.spec;
    this.busy = true;
    const reply = await this.client.weights.figure(spec, spec.view.query);
    // A drag asks faster than it is answered: every answer is shown, only the newest ends the wait.
    if (!signal.aborted) this.busy = false;
    if (!reply) return;
    if (!reply.ok) {
      if (!signal.aborted) this.problem = reply.message;
      return;
    }
    this.problem = null;
    this.figure = shownOf(methods.entryOf(spec.method), spec, reply.value);
  }

  /** Asks once more for the figure. */
  again = (): void => {
    this.#tries++;
  };

  async #drawThumbs(signal: AbortSignal): Promise<void> {
    await this.client.weights.thumbs(
      this.spec,
      theme.current,
      (thumb) => this.thumbs.set(`${thumb.layer}.${thumb.matrix}`, thumb),
      { signal },
    );
  }
}
