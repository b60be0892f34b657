// The state of one embedded figure: a spec, and what the workers made of a snapshot under it. What
// differs between domains is the side's.
import { untrack } from 'svelte';
import { decodeStages } from '../client/stages.ts';
import type { CallOptions } from '../client/types.ts';
import type { FigureClient } from '../client/figure-client.ts';
import { decodeMask } from '../core/mask/wire.ts';
import { OWN_MODEL } from '../core/own-tensors.ts';
import { defaultsOf, isActive, type ParamRecord, type ParamValue } from '../core/params.ts';
import { ExpectedError } from '../core/result.ts';
import { encodeSpec, figureKey, withBudget } from '../core/spec-codec.ts';
import type { FigureSpec, FigureView } from '../core/spec.ts';
import type { Stage } from '../core/trace.ts';
import type { Paint, Theme } from '../figure/types.ts';
import type { PlayerOptions, Wish } from './contract.ts';
import { domainOf, readWish, type Shown } from './reading.ts';
import { requireSnapshot } from './require-snapshot.ts';
import type { Drawn, Side } from './side.ts';
import { sideOf } from './sides.ts';
import type { PlayerEntry } from './tables.ts';

let figures = 0;

export class PlayerState {
  spec: FigureSpec | null = $state.raw(null);
  controls: Shown = $state.raw({ named: [], params: [] });
  side: Side | null = $state.raw(null);
  /** What each token of the text spells. */
  pieces: readonly string[] = $state.raw([]);
  /** The last good figure; it stays until the next one is ready. */
  figure: Drawn | null = $state.raw(null);
  busy = $state(false);
  /** Why there is no figure, or not that which was asked for. */
  problem: string | null = $state.raw(null);
  /** What was asked for, where only the atlas can draw it. */
  beyond: FigureSpec | null = $state.raw(null);
  theme: Theme = $state('light');
  /** Settles with the first picture, or with why there is none; anew with each try until there is one. */
  drawn!: Promise<void>;

  readonly client: FigureClient;
  /** What calls of this figure are made with. */
  readonly call: CallOptions;
  readonly #options: PlayerOptions;
  readonly #abort = new AbortController();
  #settle!: { resolve: () => void; reject: (error: Error) => void };
  #textKey = '';
  /** Counts readings and computations: what an older one brings is thrown away. */
  #reading = 0;
  #computing = 0;
  /** Raised to compute once more what failed. */
  #tries = $state(0);
  /** Lets the page's own tensors go. */
  #release: (() => void) | undefined;
  /** Whether there has been a picture: what can wait is loaded then. */
  ready = $state(false);

  constructor(client: FigureClient, options: PlayerOptions) {
    this.client = client;
    this.call = { channel: `embed-${++figures}`, signal: this.#abort.signal };
    this.#options = options;
    this.theme = options.theme;
    this.#await();
    void this.read(options.wish, options.left);
    $effect(() => {
      void this.#tries;
      if (this.#key === null) return; // the default figure has an empty one
      untrack(() => void this.#compute());
    });
  }

  readonly entry: PlayerEntry | null = $derived(
    (this.spec && this.side?.methods.get(this.spec.method)) ?? null,
  );
  readonly #key = $derived(this.spec && figureKey(this.spec));
  /** The method of the figure that is drawn. */
  readonly #drawnBy = $derived(this.figure && this.side?.methods.get(this.figure.spec.method));
  /** The steps that ran. */
  readonly stages: readonly Stage[] = $derived(this.figure?.stages ?? []);
  /** That on show. */
  readonly stage = $derived(this.stages.find(({ id }) => id === this.spec?.view.stage));
  readonly where: string = $derived(
    this.side && this.spec && this.entry
      ? this.side.where(this.spec, this.entry, this.figure?.reply ?? null)
      : '',
  );
  readonly caption: string = $derived(
    this.side && this.figure && this.#drawnBy
      ? this.side.caption(this.#drawnBy, this.figure.reply)
      : '',
  );
  /** Parameters in force: what the worker resolved, and at once what was set by hand. */
  readonly params: ParamRecord = $derived({
    ...defaultsOf(this.entry?.params ?? {}),
    ...(this.figure?.spec.method === this.spec?.method ? this.figure?.reply.params : {}),
    ...this.spec?.set,
  });
  /** Parameters that have a control: those asked for that the method has and that matter now. */
  readonly shownParams: readonly string[] = $derived.by(() => {
    const [{ params: asked }, table] = [this.controls, this.entry?.params ?? {}];
    return Object.entries(table).flatMap(([name, param]) =>
      (asked === 'all' || asked.includes(name)) && isActive(param, this.params) ? [name] : [],
    );
  });
  /** The same figure in the atlas. */
  readonly link = $derived.by(() => {
    const spec = this.figure ? this.spec : (this.beyond ?? this.spec);
    if (spec?.model === OWN_MODEL) return null; // it has not these tensors
    return this.#options.base + (spec ? `#${encodeSpec(spec)}` : '');
  });

  /** A new function whenever what it would paint has changed. */
  readonly paint: Paint | null = $derived.by(() => {
    const [shown, side, show, theme] = [this.figure, this.side, this.spec?.view.show, this.theme];
    if (!shown || !side || !show) return null;
    const spec = { ...shown.spec, view: { ...shown.spec.view, show } };
    return async (view) => {
      const reply = await side.paint(this.client, spec, view, theme, this.call);
      if (!reply?.ok) return null;
      this.#firstPicture();
      return reply.value.pixels;
    };
  });

  /** Reads what the host asks for; a figure that was left wins over it. */
  async read(wish: Wish, left: FigureSpec | null): Promise<void> {
    const reading = ++this.#reading;
    const isOld = (): boolean => this.#gone || reading !== this.#reading;
    if (this.problem !== null && !this.ready) this.#await();
    this.beyond = null;
    this.#progress(0, 'snapshot');
    try {
      const { tensors } = wish;
      const [snapshots, side, own] = await Promise.all([
        this.client.snapshots(),
        sideOf(domainOf(wish)),
        (tensors ?? null) !== null && import('./tensors.ts'), // what checks them
      ]);
      if (isOld()) return;
      const head = own && own.ownHeadOf(tensors);
      if (!head && snapshots.length === 0) {
        const what = 'The list of figures, snapshots/index.json of the site, could not be loaded.';
        throw new ExpectedError('snapshots', what);
      }
      const read = readWish(wish, snapshots, side.methods);
      const spec = { ...(left ?? read.spec), ...(head && own.ownPart(head, read.spec)) };
      this.beyond = spec;
      if (!head) await requireSnapshot(spec, snapshots);
      if (isOld()) return;
      this.beyond = null;
      const before = this.#release;
      this.#release = head ? this.client.own(head) : undefined;
      before?.(); // after the new ones are held: they may be the same
      if (side !== this.side) this.figure = null;
      this.side = side;
      this.controls = read.controls;
      if (this.problem !== null) this.#tries++;
      this.problem = null;
      this.spec = spec;
    } catch (error) {
      if (isOld()) return;
      if (error instanceof ExpectedError) this.#fail(error.field, error.message);
      else this.#fail('player', `A part of the figure could not be loaded (${String(error)}).`);
    }
  }

  /** By the reader's hand. */
  change(change: Partial<FigureSpec>): void {
    if (!this.spec) return;
    this.spec = { ...this.spec, ...change };
    this.#options.fire('sparsity-change', { spec: this.spec });
  }

  look(change: Partial<FigureView>): void {
    if (this.spec) this.change({ view: { ...this.spec.view, ...change } });
  }

  setBudget(budget: number | null): void {
    if (!this.spec || !this.entry) return;
    this.change(withBudget(this.spec, budget, this.entry.budgetParams));
  }

  chooseMethod(method: string): void {
    if (!this.spec) return;
    this.change({ method, set: {}, view: { ...this.spec.view, stage: null } });
  }

  /** undefined: back to what the budget or the default gives. */
  setParam(name: string, value?: ParamValue): void {
    if (!this.spec) return;
    const { [name]: _, ...others } = this.spec.set;
    this.change({ set: value === undefined ? others : { ...others, [name]: value } });
  }

  destroy(): void {
    this.#abort.abort();
    this.#release?.();
    this.#settle.reject(new Error('the figure was removed'));
  }

  get #gone(): boolean {
    return this.#abort.signal.aborted;
  }

  async #compute(): Promise<void> {
    const { spec, side } = this;
    if (!spec || !side) return;
    const computing = ++this.#computing;
    const isOld = (): boolean => this.#gone || computing !== this.#computing;
    this.busy = true;
    const key = JSON.stringify([spec.model, spec.text, spec.tokens]);
    if (key !== this.#textKey) {
      this.#progress(1, 'text');
      const pieces = await side.pieces(this.client, spec, this.call);
      if (isOld()) return;
      this.pieces = pieces;
      if (pieces.length > 0) this.#textKey = key;
    }
    this.#progress(2, 'figure');
    const reply = await side.ask(this.client, spec, this.call);
    if (!isOld()) this.busy = false;
    if (!reply || this.#gone || side !== this.side) return;
    if (!reply.ok) {
      if (!isOld()) this.#fail(reply.field, reply.message);
      return;
    }
    this.problem = null;
    this.#progress(3, 'picture');
    const { value } = reply;
    const [mask, stages] = [decodeMask(value.mask), decodeStages(value.stages)];
    this.figure = { spec, reply: value, mask, stages };
  }

  #await(): void {
    this.drawn = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.drawn.catch(() => {}); // told by the event and in the figure's place
  }

  #firstPicture(): void {
    if (!this.spec) return;
    this.#settle.resolve();
    if (this.ready) return;
    this.ready = true;
    this.#progress(4, 'ready');
    this.#options.fire('sparsity-ready', { spec: this.spec });
  }

  #progress(done: number, label: string): void {
    if (!this.ready) this.#options.fire('sparsity-progress', { done, total: 4, label });
  }

  #fail(field: string, message: string): void {
    this.problem = message;
    this.#settle.reject(new ExpectedError(field, message));
    this.#options.fire('sparsity-error', { field, message });
  }
}
