// The state of an explorer's page, whatever its domain: the figure, the model and the text behind it, and
// small pictures of all places. Jobs follow the parts of the spec they depend on.
import { SvelteMap } from 'svelte/reactivity';
import type { DomainTypes, ModelReply, ThumbReply } from '../../workers/api.ts';
import type { AtlasClient, TextDetails } from '../client/types.ts';
import { cardOf, kindOf } from '../core/card.ts';
import type { MethodListing } from '../core/method.ts';
import type { ParamRecord } from '../core/params.ts';
import type { FigureSpec } from '../core/spec.ts';
import { cards } from '../domains/cards.generated.ts';
import { FigureState } from './figure-state.svelte.ts';
import { job } from './job.svelte.ts';
import type { Methods } from './methods.ts';
import { theme } from './theme.svelte.ts';

export type ModelState =
  | { readonly phase: 'loading'; readonly done: number; readonly total: number }
  | { readonly phase: 'ready'; readonly info: ModelReply | null }
  | { readonly phase: 'failed'; readonly message: string };

export interface ExplorerOptions {
  readonly client: AtlasClient;
  readonly methods: Methods;
  readonly spec: FigureSpec;
  readonly rowSteps: boolean;
}

export class Explorer<T extends DomainTypes = DomainTypes> extends FigureState<T> {
  #spec: FigureSpec = $state.raw() as FigureSpec;
  model: ModelState = $state.raw({ phase: 'loading', done: 0, total: 0 });
  /** The characters of the spec's text; null until they are known. */
  text: string | null = $state.raw(null);
  tokenised: TextDetails | null = $state.raw(null);
  incident: string | null = $state.raw(null);
  /** By `placeOf`. */
  readonly thumbs = new SvelteMap<string, ThumbReply>();
  readonly list: Methods;

  constructor({ client, methods, spec, rowSteps }: ExplorerOptions) {
    super({ client, methods, rowSteps, theme: () => theme.current });
    this.list = methods;
    this.#spec = spec;
    this.openModel();
    $effect(() => client.onIncident((incident) => (this.incident = incident.message)));
    job(
      () => this.#readsText && JSON.stringify(this.spec.text),
      (signal) => this.#readText(signal),
    );
    job(
      () => this.#readsText && this.textKey,
      (signal) => this.#cut(signal),
    );
    job(
      () => this.textKey && `${this.spec.kind} ${this.#common} ${this.textKey} ${theme.current}`,
      (signal) => this.#drawThumbs(signal),
    );
  }

  get spec(): FigureSpec {
    return this.#spec;
  }

  set spec(spec: FigureSpec) {
    this.#spec = spec;
  }

  // --- derived -----------------------------------------------------------------------------------

  readonly #kind = $derived.by(() => kindOf(cardOf(cards, this.spec.domain), this.spec));
  readonly #readsText = $derived(this.#kind.reads.includes('text'));
  readonly #readsModel = $derived(this.#kind.reads.includes('model'));
  /** What all places beside one another share. */
  readonly #common = $derived.by(() =>
    (this.#kind.common ?? []).map((name) => this.spec.subject[name]).join(),
  );

  /** The spec's method and those it is compared with, as the curves show them. */
  readonly methods: readonly MethodListing[] = $derived.by(() => this.list.of(this.spec));
  readonly info: ModelReply | null = $derived(
    this.model.phase === 'ready' ? this.model.info : null,
  );
  readonly pieces: readonly string[] = $derived(this.tokenised?.pieces ?? []);
  /** The text on the model; empty while there is none. */
  readonly textKey: string = $derived.by(() => {
    if (this.model.phase === 'failed') return '';
    const { model, tokens } = this.spec;
    if (!this.#readsText) return JSON.stringify([model, tokens]);
    return this.text === null || this.text.trim() === ''
      ? ''
      : JSON.stringify([model, tokens, this.text]);
  });
  /** The site on the text; empty while there is no text. */
  readonly siteKey: string = $derived(this.textKey && `${this.placeKey} ${this.textKey}`);
  /** Method, parameters and text: what the whole model depends on. */
  readonly wholeKey: string = $derived(
    this.textKey && `${this.settingKey} ${this.#common} ${this.textKey}`,
  );
  /** What curves on the site depend on: all but the budget and what it moves. */
  readonly curveKey: string = $derived(
    this.siteKey && `${this.spec.method} ${this.fixedKey} ${this.siteKey}`,
  );
  /** What a method's curve over the whole model depends on; what is set by hand is of the spec's own. */
  sweepKeyOf = (method: string): string =>
    `${method === this.spec.method ? this.fixedKey : '[]'} ${this.textKey}`;

  /** The key of a place among `thumbs` and surveys. */
  placeOf = (place: ParamRecord): string => Object.values(place).join('.');

  protected get asks(): string {
    return this.siteKey && `${this.settingKey} ${this.siteKey}`;
  }

  // --- changes -----------------------------------------------------------------------------------

  setText(text: string): void {
    this.text = text;
    this.#read({ kind: 'own', text });
  }

  /** Asking for a tale again tells another one. */
  setSource(source: FigureSpec['text']): void {
    const { text } = this.spec;
    const again = source.kind === 'tale' && text.kind === 'tale';
    this.#read(again ? { kind: 'tale', seed: text.seed + 1 } : source);
  }

  #read(text: FigureSpec['text']): void {
    this.update({ text, view: { ...this.spec.view, query: null, zoom: null } });
  }

  openModel = (): void => {
    if (!this.#readsModel) {
      this.model = { phase: 'ready', info: null };
      return;
    }
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

  // --- jobs --------------------------------------------------------------------------------------

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

  async #drawThumbs(signal: AbortSignal): Promise<void> {
    const keep = (thumb: ThumbReply): void =>
      void this.thumbs.set(this.placeOf(thumb.place), thumb);
    await this.calls.thumbs(this.spec, theme.current, keep, { signal });
  }
}
