// The state of a method's page in any domain: one figure on what has a snapshot, so that nothing needs
// the model. A control changes the spec and nothing else; jobs follow the parts that they depend on.
import { SvelteMap } from 'svelte/reactivity';
import type { WireStage } from '../../workers/api.ts';
import type { SnapshotEntry } from '../client/snapshots.ts';
import type { Reply } from '../client/types.ts';
import type { FullClient } from '../client/weights.ts';
import type { CatalogueEntry } from '../core/method.ts';
import { defaultsOf, type ParamRecord } from '../core/params.ts';
import type { FigureSpec, FigureView } from '../core/spec.ts';
import type { Paint } from '../figure/types.ts';
import { shownOf, type Shown } from './shown.ts';
import { job } from './job.svelte.ts';
import { quiet } from './quiet.ts';
import type { Shareable } from './share/shareable.ts';
import { theme } from './theme.svelte.ts';

/** Where the page keeps its figure: what the player changes, its links and its address follow. */
export interface Held {
  spec: FigureSpec;
  /** Whether it starts with the figure that every page of its domain starts with. */
  readonly usual: boolean;
  /** Takes what the page's Share button hands out. */
  offer(share: () => Promise<Shareable>): void;
  /** Hears of a figure that is on what has no snapshot; another takes its place. */
  miss(spec: FigureSpec): void;
}

interface FigureReply {
  readonly params: ParamRecord;
  readonly mask: ArrayBuffer;
  readonly stages: readonly WireStage[];
}

/** `R`: the answer that a figure comes in; `S`: what it can be on; `P`: a point of a curve. */
export abstract class Player<R extends FigureReply, S extends SnapshotEntry, P> {
  readonly client: FullClient;
  readonly entry: CatalogueEntry;
  readonly #held: Held;
  /** Whether the figure is on something that has a snapshot; else asking would fetch the model. */
  protected settled = $state(false);
  /** What to choose from; empty until it is known. */
  snapshots: readonly S[] = $state.raw([]);
  /** The last good figure; it stays until the next one is ready. */
  figure: Shown<R> | null = $state.raw(null);
  busy = $state(true);
  problem: string | null = $state.raw(null);
  /** By method. */
  readonly curves = new SvelteMap<string, readonly P[]>();

  constructor(client: FullClient, entry: CatalogueEntry, held: Held) {
    this.client = client;
    this.entry = entry;
    this.#held = held;
    this.settled = held.usual;
    held.offer(() => this.share());
    void client.snapshots().then((found) => {
      this.snapshots = found.filter((each): each is S => this.offers(each));
      this.settled = true;
    });
    // An address may name what has no snapshot: that is another page's to show.
    $effect.pre(() => {
      const [first] = this.snapshots;
      if (!first || this.snapshot) return;
      held.miss(this.spec);
      this.choose(first);
    });
    job(
      () => this.settled && (this.snapshots.length === 0 || this.snapshot) && this.figureKey,
      (signal) => this.#compute(signal),
    );
    for (const slot of [0, 1]) {
      job(
        () =>
          this.figure && this.curveMethods[slot] && `${this.curveMethods[slot]} ${this.#curveKey}`,
        (signal) => this.#drawCurve(this.curveMethods[slot]!, signal),
      );
    }
  }

  // --- what differs between domains ----------------------------------------------------------

  /** Whether the page offers a snapshot for its figure. */
  protected abstract offers(snapshot: SnapshotEntry): boolean;
  /** The subject of a spec that is about a snapshot. */
  protected abstract subjectOf(snapshot: S): ParamRecord;
  protected abstract ask(spec: FigureSpec): Promise<Reply<R>>;
  protected abstract sweep(
    method: string,
    each: (point: P) => void,
    signal: AbortSignal,
  ): Promise<unknown>;
  protected abstract paintOf(spec: FigureSpec): Paint;
  /** The figure for the share dialog; loads what is needed for that. */
  protected abstract share(): Promise<Shareable>;
  /** The page's own method and, where there is one, another to hold it against. */
  abstract get curveMethods(): readonly string[];

  // --- derived -------------------------------------------------------------------------------

  get spec(): FigureSpec {
    return this.#held.spec;
  }

  set spec(spec: FigureSpec) {
    this.#held.spec = spec;
  }

  /** Parameters in force: what the worker resolved, and at once what was set by hand. */
  readonly params: ParamRecord = $derived.by(() => ({
    ...defaultsOf(this.entry.params),
    ...this.figure?.reply.params,
    ...this.spec.set,
  }));
  /** That of the figure, among those to choose from. */
  readonly snapshot: S | null = $derived.by(
    () => this.snapshots.find((each) => this.isOn(each)) ?? null,
  );
  readonly siteKey: string = $derived.by(() => {
    const { model, text, tokens, subject } = this.spec;
    return JSON.stringify([model, text, tokens, subject]);
  });
  /** What the figure depends on; a domain may add to it. */
  get figureKey(): string {
    return JSON.stringify([this.spec.budget, this.spec.set, this.siteKey]);
  }
  /** A curve does not depend on what the budget moves. */
  readonly #curveKey: string = $derived.by(() => {
    const moved = this.entry.budgetParams;
    const fixed = Object.entries(this.spec.set).filter(([name]) => !moved.includes(name));
    return JSON.stringify([fixed, this.siteKey]);
  });
  readonly paint: Paint | null = $derived.by(() => {
    const shown = this.figure;
    if (!shown) return null;
    void theme.current; // another paint for other colours
    return this.paintOf({ ...shown.spec, view: { ...shown.spec.view, show: this.spec.view.show } });
  });

  // --- changes -------------------------------------------------------------------------------

  update(change: Partial<FigureSpec>): void {
    this.spec = { ...this.spec, ...change };
  }

  look(change: Partial<FigureView>): void {
    this.spec = { ...this.spec, view: { ...this.spec.view, ...change } };
  }

  choose(snapshot: S): void {
    const { model, text, tokens } = snapshot;
    const view = { ...this.spec.view, query: null, zoom: null };
    this.update({ model, text, tokens, subject: this.subjectOf(snapshot), view });
  }

  protected isOn(snapshot: S): boolean {
    const { model, text, tokens } = snapshot;
    return this.siteKey === JSON.stringify([model, text, tokens, this.subjectOf(snapshot)]);
  }

  // --- jobs ----------------------------------------------------------------------------------

  async #compute(signal: AbortSignal): Promise<void> {
    const { spec } = this;
    this.busy = true;
    const reply = await this.ask(spec);
    // A drag asks faster than it is answered: every answer is shown, only the newest ends the wait.
    if (!signal.aborted) this.busy = false;
    if (!reply) return;
    if (!reply.ok) {
      if (!signal.aborted) this.problem = reply.message;
      return;
    }
    this.problem = null;
    this.figure = shownOf(this.entry, spec, reply.value);
  }

  async #drawCurve(method: string, signal: AbortSignal): Promise<void> {
    if (!(await quiet(200, signal))) return;
    let points: readonly P[] = [];
    const add = (point: P): void => {
      points = [...points, point];
      this.curves.set(method, points);
    };
    await this.sweep(method, add, signal);
  }
}
