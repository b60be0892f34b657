// One embedded figure of one domain: what the workers made of a snapshot under its spec.
import type { DomainTypes } from '../../workers/api.ts';
import type { AtlasClient, CallOptions } from '../client/types.ts';
import type { Failure } from '../core/result.ts';
import type { FigureSpec } from '../core/spec.ts';
import type { Theme } from '../figure/types.ts';
import { FigureState } from '../kit/figure-state.svelte.ts';
import { job } from '../kit/job.svelte.ts';
import type { FigureView } from '../views/contract.ts';

/** What the embedded figure tells whoever holds it. */
export interface EmbedEvents {
  /** The reader changed it. */
  changed(spec: FigureSpec): void;
  begins(): void;
  came(): void;
  painted(): void;
  failed(failure: Failure): void;
}

interface EmbedOptions {
  readonly client: AtlasClient;
  readonly call: CallOptions;
  readonly view: FigureView;
  readonly spec: FigureSpec;
  readonly theme: () => Theme;
  readonly events: EmbedEvents;
}

export class EmbedFigure extends FigureState<DomainTypes> {
  #spec: FigureSpec = $state.raw() as FigureSpec;
  pieces: readonly string[] = $state.raw([]);
  readonly of: FigureView;
  readonly #events: EmbedEvents;

  constructor({ client, call, view, spec, theme, events }: EmbedOptions) {
    super({ client, call, theme, rowSteps: view.rowSteps, methods: view.methods });
    this.of = view;
    this.#events = events;
    this.#spec = spec;
    job(
      () => view.tellsTokens && this.#textKey,
      (signal) => this.#readText(signal),
    );
  }

  get spec(): FigureSpec {
    return this.#spec;
  }

  /** By the reader's hand. */
  set spec(spec: FigureSpec) {
    this.#spec = spec;
    this.#events.changed(spec);
  }

  /** By the host's. */
  show(spec: FigureSpec): void {
    this.#spec = spec;
  }

  readonly #textKey = $derived.by(() => {
    const { model, text, tokens } = this.#spec;
    return JSON.stringify([model, text, tokens]);
  });
  readonly where: string = $derived.by(() =>
    this.of.subtitle(this.#spec, this.entry, this.figure?.reply ?? null),
  );
  readonly caption: string = $derived.by(() =>
    this.figure ? this.of.summary(this.figure.entry.name, this.figure.reply) : '',
  );

  protected get asks(): string {
    return `${this.settingKey} ${this.placeKey} ${this.#textKey}`;
  }

  protected override begins(): void {
    this.#events.begins();
  }

  protected override came(): void {
    this.#events.came();
  }

  protected override painted(): void {
    this.#events.painted();
  }

  protected override failed(failure: Failure): void {
    super.failed(failure);
    this.#events.failed(failure);
  }

  async #readText(signal: AbortSignal): Promise<void> {
    const { text, tokens, model, subject } = this.#spec;
    const reply = await this.client.text(text, tokens, { signal, model, subject });
    if (reply?.ok && !signal.aborted) this.pieces = reply.value.pieces;
  }
}
