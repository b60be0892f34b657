// The state of a method's page in any domain: one figure on what has a snapshot, so that nothing needs the
// model.
import type { DomainTypes } from '../../workers/api.ts';
import type { SnapshotEntry } from '../client/snapshots.ts';
import type { AtlasClient, TextDetails } from '../client/types.ts';
import { cardOf, kindOf } from '../core/card.ts';
import type { CatalogueEntry } from '../core/method.ts';
import type { FigureSpec } from '../core/spec.ts';
import { cards } from '../domains/cards.generated.ts';
import { SiteCurves } from './curves.svelte.ts';
import { FigureState } from './figure-state.svelte.ts';
import { job } from './job.svelte.ts';
import type { Methods } from './methods.ts';
import { theme } from './theme.svelte.ts';

/** Where the page keeps its figure: what the player changes, its links and its address follow. */
export interface Held {
  spec: FigureSpec;
  /** Whether it starts with the figure that every page of its domain starts with. */
  readonly usual: boolean;
  /** Hears of a figure that is on what has no snapshot; another takes its place. */
  miss(spec: FigureSpec): void;
}

export interface PlayerOptions {
  readonly client: AtlasClient;
  readonly methods: Methods;
  readonly entry: CatalogueEntry;
  readonly held: Held;
  readonly rowSteps: boolean;
  /** Whether the map tells the tokens of the text. */
  readonly tellsTokens: boolean;
  /** Budgets of the curve. */
  readonly budgets: readonly number[];
  /** The method to hold the page's own against, where there is one. */
  readonly rival: string | null;
}

export class Player<T extends DomainTypes = DomainTypes> extends FigureState<T> {
  readonly #held: Held;
  readonly #methods: readonly string[];
  /** Whether the figure is on something that has a snapshot; else asking would fetch the model. */
  #settled = $state(false);
  /** What to choose from; empty until it is known, and where nothing needs one. */
  snapshots: readonly SnapshotEntry[] = $state.raw([]);
  #text: TextDetails | null = $state.raw(null);
  readonly curves: SiteCurves<T>;

  constructor({ client, methods, entry, held, rowSteps, ...options }: PlayerOptions) {
    super({ client, methods, rowSteps, theme: () => theme.current });
    const { tellsTokens, budgets, rival } = options;
    this.#held = held;
    this.#methods = [entry.id, ...(rival === null || rival === entry.id ? [] : [rival])];
    this.busy = true;
    this.#settled = held.usual || !this.#reads.includes('model');
    void client.snapshots().then((found) => {
      this.snapshots = found.filter(({ domain, offered }) => domain === entry.domain && offered);
      this.#settled = true;
    });
    // An address may name what has no snapshot: that is another page's to show.
    $effect.pre(() => {
      const [first] = this.snapshots;
      if (!first || this.snapshot) return;
      held.miss(this.spec);
      this.choose(first);
    });
    job(
      () => this.#settled && tellsTokens && JSON.stringify([this.spec.text, this.spec.tokens]),
      (signal) => this.#cut(signal),
    );
    this.curves = new SiteCurves<T>(this, {
      budgets,
      methods: () => this.#methods,
      key: () => this.figure !== null && `${this.fixedKey} ${this.siteKey}`,
      clear: false,
      most: 2,
    });
  }

  get spec(): FigureSpec {
    return this.#held.spec;
  }

  set spec(spec: FigureSpec) {
    this.#held.spec = spec;
  }

  readonly #reads = $derived.by(() => kindOf(cardOf(cards, this.spec.domain), this.spec).reads);

  /** The page's own method and, where there is one, another to hold it against. */
  get curveMethods(): readonly string[] {
    return this.#methods;
  }

  get pieces(): readonly string[] {
    return this.#text?.pieces ?? [];
  }

  /** That of the figure, among those to choose from. */
  readonly snapshot: SnapshotEntry | null = $derived.by(
    () => this.snapshots.find((each) => siteKeyOf(each) === this.siteKey) ?? null,
  );
  readonly siteKey: string = $derived.by(() => siteKeyOf(this.spec));

  protected get asks(): string | false {
    const known = this.snapshots.length === 0 || this.snapshot !== null;
    return this.#settled && known && `${this.settingKey} ${this.siteKey}`;
  }

  choose(snapshot: SnapshotEntry): void {
    const { model, text, tokens, kind, subject } = snapshot;
    const view = { ...this.spec.view, query: null, zoom: null };
    this.update({ model, text, tokens, kind, subject, view });
  }

  async #cut(signal: AbortSignal): Promise<void> {
    const { text, tokens, model } = this.spec;
    const reply = await this.client.text(text, tokens, { signal, model });
    if (reply?.ok && !signal.aborted) this.#text = reply.value;
  }
}

function siteKeyOf({
  model,
  text,
  tokens,
  kind,
  subject,
}: Pick<FigureSpec, 'model' | 'text' | 'tokens' | 'kind' | 'subject'>): string {
  return JSON.stringify([model, text, tokens, kind, subject]);
}
