// The state of one embedded figure: a spec, and what the workers made of a snapshot under it.
import { untrack } from 'svelte';
import type { FigureReply } from '../../workers/api.ts';
import { decodeStages } from '../client/stages.ts';
import type { AtlasClient } from '../client/types.ts';
import type { Mask } from '../core/mask/mask.ts';
import { decodeMask } from '../core/mask/wire.ts';
import { ExpectedError } from '../core/result.ts';
import { encodeSpec, figureKey, withBudget } from '../core/spec-codec.ts';
import type { FigureSpec, FigureView } from '../core/spec.ts';
import type { Stage } from '../core/trace.ts';
import type { Cell, Paint, RowWeights, Theme } from '../figure/types.ts';
import type { PlayerOptions, Wish } from './contract.ts';
import { isHeadOf, isOf } from './baked.ts';
import { readWish, type ControlName } from './reading.ts';
import { entries, type PlayerEntry } from './tables.ts';

export interface Drawn {
  readonly spec: FigureSpec;
  readonly reply: FigureReply;
  readonly mask: Mask;
  readonly stages: readonly Stage[];
}

let figures = 0;

export class PlayerState {
  spec: FigureSpec | null = $state.raw(null);
  controls: readonly ControlName[] = $state.raw([]);
  pieces: readonly string[] = $state.raw([]);
  /** The last good figure; it stays until the next one is ready. */
  figure: Drawn | null = $state.raw(null);
  busy = $state(false);
  /** Shown in the figure's place. */
  problem: string | null = $state.raw(null);
  theme: Theme = $state('light');
  cell: Cell | null = $state.raw(null);
  /** Settles with the first picture, or with what stands in its place. */
  readonly drawn: Promise<void>;

  readonly #client: AtlasClient;
  readonly #options: PlayerOptions;
  readonly #channel = `embed-${++figures}`;
  readonly #abort = new AbortController();
  #settle!: { resolve: () => void; reject: (error: Error) => void };
  #textKey = '';

  constructor(client: AtlasClient, options: PlayerOptions) {
    this.#client = client;
    this.#options = options;
    this.theme = options.theme;
    this.drawn = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.drawn.catch(() => {}); // told by the event and in the figure's place
    void this.read(options.wish, options.left);
    $effect(() => {
      if (this.#key === null) return; // the default figure has an empty one
      untrack(() => void this.#compute());
    });
  }

  readonly entry: PlayerEntry | null = $derived(
    this.spec ? (entries.get(this.spec.method) ?? null) : null,
  );
  readonly #key = $derived(this.spec && figureKey(this.spec));
  /** What the atlas opens the same figure by. */
  readonly query = $derived(this.spec ? `#${encodeSpec(this.spec)}` : '');

  /** A new function whenever what it would paint has changed. */
  readonly paint: Paint | null = $derived.by(() => {
    const [shown, show, theme] = [this.figure, this.spec?.view.show, this.theme];
    if (!shown || !show) return null;
    const spec = { ...shown.spec, view: { ...shown.spec.view, show } };
    return async (view) => {
      const reply = await this.#client.paint(spec, view, theme, this.#call);
      if (!reply?.ok) return null;
      this.#firstPicture();
      return reply.value.pixels;
    };
  });

  readonly weights: RowWeights | null = $derived.by(() => {
    const shown = this.figure;
    if (!shown) return null;
    return async (query) => {
      const reply = await this.#client.row(shown.spec, query, this.#call);
      return reply?.ok ? reply.value.weights : null;
    };
  });

  get link(): string {
    return this.#options.base + this.query;
  }

  get #call() {
    return { channel: this.#channel, signal: this.#abort.signal };
  }

  /** Reads what the host asks for; a figure that was left wins over it. */
  async read(wish: Wish, left: FigureSpec | null): Promise<void> {
    this.#progress(0, 'snapshot');
    const snapshots = await this.#client.snapshots();
    if (this.#abort.signal.aborted) return;
    try {
      const reading = readWish(wish, snapshots);
      const spec = left ?? reading.spec;
      const { layer, head } = spec.subject;
      const ofText = snapshots.filter((entry) => isOf(entry, spec));
      if (!ofText.some((entry) => isHeadOf(entry, spec))) {
        const heads = ofText
          .map(
            (entry) => `${entry.layer}.${entry.domain === 'attention' ? entry.head : entry.matrix}`,
          )
          .join(', ');
        throw new ExpectedError(
          'subject',
          ofText.length > 0
            ? `There is no snapshot of layer ${layer}, head ${head} on this text; layer.head can be ${heads}.`
            : 'There is no snapshot of this text. Open the figure in the atlas, where the model reads it.',
        );
      }
      this.controls = reading.controls;
      this.problem = null;
      this.spec = spec;
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      this.#fail(error.field, error.message);
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

  destroy(): void {
    this.#abort.abort();
    this.#settle.reject(new Error('the figure was removed'));
  }

  async #compute(): Promise<void> {
    const spec = this.spec;
    if (!spec) return;
    this.busy = true;
    await this.#cut(spec);
    if (this.#abort.signal.aborted) return;
    this.#progress(2, 'figure');
    const reply = await this.#client.figure(spec, this.#call);
    if (spec === this.spec) this.busy = false;
    if (!reply || this.#abort.signal.aborted) return;
    if (!reply.ok) {
      if (spec === this.spec) this.#fail(reply.field, reply.message);
      return;
    }
    this.problem = null;
    this.#progress(3, 'picture');
    const { mask, stages } = reply.value;
    this.figure = {
      spec,
      reply: reply.value,
      mask: decodeMask(mask),
      stages: decodeStages(stages),
    };
  }

  async #cut(spec: FigureSpec): Promise<void> {
    const key = JSON.stringify([spec.model, spec.text, spec.tokens]);
    if (key === this.#textKey) return;
    this.#progress(1, 'text');
    const call = { ...this.#call, model: spec.model };
    const reply = await this.#client.text(spec.text, spec.tokens, call);
    if (!reply?.ok) return;
    this.#textKey = key;
    this.pieces = reply.value.pieces;
  }

  #firstPicture(): void {
    if (!this.spec) return;
    this.#settle.resolve();
    if (this.#ready) return;
    this.#ready = true;
    this.#progress(4, 'ready');
    this.#options.fire('sparsity-ready', { spec: this.spec });
  }
  #ready = false;

  #progress(done: number, label: string): void {
    if (!this.#ready) this.#options.fire('sparsity-progress', { done, total: 4, label });
  }

  #fail(field: string, message: string): void {
    this.problem = message;
    this.#settle.reject(new ExpectedError(field, message));
    this.#options.fire('sparsity-error', { field, message });
  }
}
