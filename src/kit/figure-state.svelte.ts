// The state of one figure, whatever it is of and whichever page holds it: a spec, edited by the controls,
// and what the workers made of it. A control changes the spec and nothing else.
import { untrack } from 'svelte';
import type { DomainTypes, FigureReply } from '../../workers/api.ts';
import type { AtlasClient, CallOptions, DomainClient } from '../client/types.ts';
import type { CatalogueEntry } from '../core/method.ts';
import { defaultsOf, type ParamRecord, type ParamValue } from '../core/params.ts';
import { withBudget, withoutParam, withParam } from '../core/spec-codec.ts';
import type { Failure } from '../core/result.ts';
import type { FigureSpec, FigureView } from '../core/spec.ts';
import type { Stage } from '../core/trace.ts';
import type { Picture } from '../figure/map/paint-queue.ts';
import type { Cell, Paint, Theme } from '../figure/types.ts';
import type { Viewport } from '../kernels/contract.ts';
import { job } from './job.svelte.ts';
import { NOT_LOADED, type Methods } from './methods.ts';
import { shownOf, type Shown } from './shown.ts';

/** Other methods that a figure's curves can show beside its own. */
const MOST_COMPARED = 5;

export interface FigureOptions {
  readonly client: AtlasClient;
  /** Those of its domain; what is known of the figure's own one is here. */
  readonly methods: Methods;
  readonly theme: () => Theme;
  /** Whether steps of its methods are about a single row, which the figure is asked for. */
  readonly rowSteps: boolean;
  /** What calls of this figure are made with. */
  readonly call?: CallOptions;
}

export abstract class FigureState<T extends DomainTypes> {
  /** The last good figure; it stays until the next one is ready. */
  figure: Shown<FigureReply<T>> | null = $state.raw(null);
  busy = $state(false);
  /** What went wrong with the newest request, in words; null when all is well. */
  problem: string | null = $state.raw(null);
  /** Whether there has been a picture: what can wait is loaded then. */
  seen = $state(false);
  /** Cell under the crosshair. */
  cell: Cell | null = $state.raw(null);

  readonly client: AtlasClient;
  readonly calls: DomainClient<T>;
  readonly #options: FigureOptions;
  /** Raised to compute once more what failed, or what can be told more exactly now. */
  #tries = $state(0);
  /** The part of the map that was asked for last: the next figure brings its pixels along. */
  #view: Viewport | null = null;

  constructor(options: FigureOptions) {
    this.#options = options;
    this.client = options.client;
    this.calls = options.client.of<T>();
    job(
      () => this.asks && `${this.#tries} ${this.rowAsked} ${this.asks}`,
      (signal) => this.#compute(signal),
    );
  }

  // --- what a page adds ------------------------------------------------------------------------

  abstract get spec(): FigureSpec;
  abstract set spec(spec: FigureSpec);
  /** What the figure depends on; empty while nothing can be computed. */
  protected abstract get asks(): string | false;
  /** What each token of the text spells; empty where that is not known or does not matter. */
  abstract get pieces(): readonly string[];

  // --- derived ---------------------------------------------------------------------------------

  readonly entry: CatalogueEntry = $derived.by(() =>
    this.#options.methods.entryOf(this.spec.method),
  );
  /** Parameters in force: what the worker resolved, and at once what was set by hand. */
  readonly params: ParamRecord = $derived.by(() => ({
    ...defaultsOf(this.entry.params),
    ...(this.figure?.spec.method === this.spec.method ? this.figure.reply.params : {}),
    ...this.spec.set,
  }));
  /** The steps that ran. */
  readonly stages: readonly Stage[] = $derived(this.figure?.stages ?? []);
  /** That on show. */
  readonly stage: Stage | undefined = $derived.by(() =>
    this.stages.find(({ id }) => id === this.spec.view.stage),
  );
  readonly settingKey: string = $derived.by(() =>
    JSON.stringify([this.spec.method, this.spec.budget, this.spec.set]),
  );
  /** What is set by hand and not moved by the budget: curves depend on no more of the setting. */
  readonly fixedKey: string = $derived.by(() => {
    const moved = this.entry.budgetParams;
    return JSON.stringify(Object.entries(this.spec.set).filter(([name]) => !moved.includes(name)));
  });
  /** Where, the text aside. */
  readonly placeKey: string = $derived.by(() => {
    const { kind, subject, beside, drawing, pruned } = this.spec;
    return JSON.stringify([kind, subject, beside, drawing, pruned]);
  });

  /** The row that steps about a single one show; null: the method's choice. */
  get rowAsked(): number | null {
    return this.#options.rowSteps ? this.spec.view.query : null;
  }

  get view(): FigureView {
    return this.spec.view;
  }

  get theme(): Theme {
    return this.#options.theme();
  }

  /** The row in detail: under the crosshair, else the pinned one, else the first or the last. */
  rowShown(usual: 'first' | 'last'): number | null {
    const rows = this.figure?.mask?.rows ?? 0;
    if (rows === 0) return null;
    const wanted = this.cell?.row ?? this.spec.view.query ?? (usual === 'last' ? rows - 1 : 0);
    return Math.min(wanted, rows - 1);
  }

  /** A new function whenever what it would paint has changed. */
  readonly paint: Paint | null = $derived.by(() => {
    const shown = this.figure;
    if (!shown) return null;
    const spec = { ...shown.spec, view: { ...shown.spec.view, show: this.spec.view.show } };
    const { theme } = this;
    return async (view) => {
      const reply = await this.calls.paint(spec, view, theme, this.#options.call);
      if (!reply?.ok) return null;
      this.#paints();
      return reply.value.pixels;
    };
  });
  /** What came painted with the figure, where it still is what would be painted. */
  readonly first: Picture | null = $derived.by(() => {
    const { figure, paint } = this;
    const picture = figure?.reply.picture ?? null;
    if (!picture || !paint || figure?.theme !== this.theme) return null;
    return figure.spec.view.show === this.view.show ? { ...picture, paint } : null;
  });

  /** Hears what part of the map is asked for: the next figure brings it along. */
  see(view: Viewport): void {
    this.#view = view;
  }

  /** One row of the figure on show; null where a newer call of the channel overtook it. */
  async readRow(row: number, channel = 'map'): Promise<T['row'] | null> {
    const { figure } = this;
    if (!figure) return null;
    const reply = await this.calls.row(figure.spec, row, { channel, ...this.#options.call });
    return reply?.ok ? reply.value : null;
  }

  // --- changes -----------------------------------------------------------------------------------

  update(change: Partial<FigureSpec>): void {
    this.spec = { ...this.spec, ...change };
  }

  look(change: Partial<FigureView>): void {
    this.update({ view: { ...this.spec.view, ...change } });
  }

  setBudget = (budget: number | null): void => {
    this.spec = withBudget(this.spec, budget, this.entry.budgetParams);
  };

  /** undefined: back to what the budget or the default gives. */
  setParam = (name: string, value?: ParamValue): void => {
    this.spec =
      value === undefined ? withoutParam(this.spec, name) : withParam(this.spec, name, value);
  };

  chooseMethod = async (id: string): Promise<void> => {
    try {
      if (!(await this.#options.methods.choose(id))) return;
    } catch {
      this.problem = NOT_LOADED;
      return;
    }
    // The method that was looked at stays in the comparison, so that the two can be told apart.
    const compare = [...new Set([...this.spec.compare, this.spec.method])].filter((m) => m !== id);
    const view = { ...this.spec.view, stage: null };
    this.update({ method: id, set: {}, compare: compare.slice(-MOST_COMPARED), view });
  };

  /** Shows the curves of another method beside its own; the one that came first makes room. */
  compareWith = (id: string): void => {
    this.update({ compare: [...this.spec.compare, id].slice(-MOST_COMPARED) });
  };

  leaveOut = (id: string): void => {
    this.update({ compare: this.spec.compare.filter((other) => other !== id) });
  };

  /** Moves to another place; what was looked at there is let go where rows and columns mean other things. */
  choosePlace(place: ParamRecord, keepLook = false): void {
    if (!keepLook) this.cell = null;
    const view = keepLook ? this.spec.view : { ...this.spec.view, query: null, zoom: null };
    this.update({ subject: { ...this.spec.subject, ...place }, view });
  }

  /** Asks once more for the figure; also from effects, which do not run again for it. */
  again = (): void => {
    untrack(() => this.#tries++);
  };

  /** Called when a computation begins, when its figure has come, and when a part of the map is painted, with it or later. */
  protected begins(): void {}
  protected came(): void {}
  protected painted(): void {}

  /** Called when the newest computation failed. */
  protected failed({ message }: Failure): void {
    this.problem = message;
  }

  #paints(): void {
    this.seen = true;
    this.painted();
  }

  async #compute(signal: AbortSignal): Promise<void> {
    const { spec, entry, theme, rowAsked } = this;
    this.busy = true;
    this.begins();
    const view = this.#view;
    const reply = await this.calls.figure(spec, {
      ...this.#options.call,
      row: rowAsked,
      ...(view && { picture: { view, show: spec.view.show, theme } }),
    });
    // A drag asks faster than it is answered: every answer is shown, only the newest ends the wait.
    if (!signal.aborted) this.busy = false;
    if (!reply) return;
    if (!reply.ok) {
      if (!signal.aborted) this.failed(reply);
      return;
    }
    this.problem = null;
    this.figure = shownOf(entry, spec, theme, reply.value);
    this.came();
    if (reply.value.picture) this.#paints();
  }
}
