// The state of one embedded figure: what its host asks for, and the figure that comes of it.
import type { AtlasClient, CallOptions } from '../client/types.ts';
import type { SnapshotEntry } from '../client/snapshots.ts';
import { cardOf, kindOf } from '../core/card.ts';
import { OWN_MODEL } from '../core/own-tensors.ts';
import { isActive } from '../core/params.ts';
import { ExpectedError } from '../core/result.ts';
import { encodeSpec } from '../core/spec-codec.ts';
import type { FigureSpec } from '../core/spec.ts';
import { cards } from '../domains/cards.generated.ts';
import type { Theme } from '../figure/types.ts';
import { figures as views } from '../views/figure.generated.ts';
import type { PlayerOptions, Wish } from './contract.ts';
import { EmbedFigure } from './figure.svelte.ts';
import { isNamed, methodOf, readWish, type Shown } from './reading.ts';
import { requireSnapshot } from './require-snapshot.ts';

let count = 0;

export class PlayerState {
  /** The last good one stays until another takes its place. */
  figure: EmbedFigure | null = $state.raw(null);
  controls: Shown = $state.raw({ named: [], params: [] });
  /** Why there is no figure, or not that which was asked for. */
  problem: string | null = $state.raw(null);
  /** What was asked for, where only the atlas can draw it. */
  beyond: FigureSpec | null = $state.raw(null);
  theme: Theme = $state('light');
  /** Whether there has been a picture: what can wait is loaded then. */
  ready = $state(false);
  /** Settles with the first picture, or with why there is none; anew with each try until there is one. */
  drawn!: Promise<void>;

  readonly #client: AtlasClient;
  /** What calls of this figure are made with. */
  readonly #call: CallOptions;
  readonly #options: PlayerOptions<Wish>;
  readonly #abort = new AbortController();
  #settle!: { resolve: () => void; reject: (error: Error) => void };
  /** Counts readings: what an older one brings is thrown away. */
  #reading = 0;
  /** Lets the page's own tensors go. */
  #release: (() => void) | undefined;
  /** Ends the effects of the figure. */
  #end: (() => void) | undefined;

  constructor(client: AtlasClient, options: PlayerOptions<Wish>) {
    this.#client = client;
    this.#call = { channel: `embed-${++count}`, signal: this.#abort.signal };
    this.#options = options;
    this.theme = options.theme;
    this.#await();
    void this.read(options.wish, options.left);
  }

  get spec(): FigureSpec | null {
    return this.figure?.spec ?? null;
  }

  /** Parameters that have a control: those asked for that the method has and that matter now. */
  readonly shownParams: readonly string[] = $derived.by(() => {
    const { figure } = this;
    if (!figure) return [];
    const { params: asked } = this.controls;
    return Object.entries(figure.entry.params).flatMap(([name, param]) =>
      (asked === 'all' || asked.includes(name)) && isActive(param, figure.params) ? [name] : [],
    );
  });
  /** The same figure in the atlas. */
  readonly link = $derived.by(() => {
    const spec = this.figure?.figure ? this.spec : (this.beyond ?? this.spec);
    if (!spec) return this.#options.base;
    if (spec.model === OWN_MODEL) return null; // it has not these tensors
    return `${this.#options.base}${cardOf(cards, spec.domain).page}#${encodeSpec(spec, cards)}`;
  });

  /** Reads what the host asks for; a figure that was left wins over it. */
  async read(wish: Wish, left: FigureSpec | null): Promise<void> {
    const reading = ++this.#reading;
    const isOld = (): boolean => this.#gone || reading !== this.#reading;
    if (this.problem !== null && !this.ready) this.#await();
    this.beyond = null;
    this.#progress(0, 'snapshot');
    try {
      const given = wish.tensors ?? null;
      const { domain, method } = methodOf(wish);
      const [snapshots, view] = await Promise.all([
        this.#client.snapshots(),
        viewOf(domain, [method, ...(left ? [left.method] : [])]),
      ]);
      if (given !== null && !view.own) {
        const what = `figures of ${domain} take no tensors: choose a method of another domain`;
        throw new ExpectedError('tensors', what);
      }
      const own = given === null ? null : await view.own!(given);
      if (isOld()) return;
      const read = readWish(wish, snapshots, view.methods);
      if (!isNamed(wish)) throw (await import('./missing.ts')).explainUnnamed();
      const spec = own ? withOwn(left ?? read.spec, own) : (left ?? read.spec);
      this.beyond = spec;
      if (!own) await this.#check(spec, snapshots);
      if (isOld()) return;
      this.beyond = null;
      const before = this.#release;
      this.#release = own ? this.#client.own(own) : undefined;
      before?.(); // after the new ones are held: they may be the same
      this.controls = read.controls;
      const again = this.problem !== null;
      this.problem = null;
      if (this.figure?.of === view) {
        this.figure.show(spec);
        if (again) this.figure.again();
      } else this.#begin(view, spec);
    } catch (error) {
      if (isOld()) return;
      if (error instanceof ExpectedError) this.#fail(error.field, error.message);
      else this.#fail('player', `A part of the figure could not be loaded (${String(error)}).`);
    }
  }

  destroy(): void {
    this.#abort.abort();
    this.#end?.();
    this.#release?.();
    this.#settle.reject(new Error('the figure was removed'));
  }

  get #gone(): boolean {
    return this.#abort.signal.aborted;
  }

  #begin(view: EmbedFigure['of'], spec: FigureSpec): void {
    this.#end?.();
    this.#end = $effect.root(() => {
      this.figure = new EmbedFigure({
        ...{ client: this.#client, call: this.#call, view, spec },
        theme: () => this.theme,
        events: {
          changed: (changed) => this.#options.fire('sparsity-change', { spec: changed }),
          begins: () => {
            this.#progress(1, 'text');
            this.#progress(2, 'figure');
          },
          came: () => {
            this.problem = null;
            this.#progress(3, 'picture');
          },
          painted: () => this.#firstPicture(),
          failed: ({ field, message }) => this.#fail(field, message),
        },
      });
    });
  }

  /** Throws an ExpectedError where nothing can answer for the figure without the model. */
  async #check(spec: FigureSpec, snapshots: readonly SnapshotEntry[]): Promise<void> {
    if (!kindOf(cardOf(cards, spec.domain), spec).reads.includes('model')) return;
    if (snapshots.length === 0) {
      const what = 'The list of figures, snapshots/index.json of the site, could not be loaded.';
      throw new ExpectedError('snapshots', what);
    }
    await requireSnapshot(spec, snapshots);
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

/** With what is known of some of its methods. */
async function viewOf(domain: string, methods: readonly string[]): Promise<EmbedFigure['of']> {
  const { default: view } = await views[domain]!(); // the domain was checked
  await view.methods.load(methods);
  return view;
}

/** The figure on tensors of the page's own. */
function withOwn(spec: FigureSpec, { site }: Parameters<AtlasClient['own']>[0]): FigureSpec {
  const { model, text, tokens, kind, subject } = site;
  return { ...spec, model, text: { kind: 'own', text }, tokens, kind, subject };
}
