// One call on its way: from the page, through its lane, to a seat that has the model open, and back.
import type { Result } from '../core/result.ts';
import { lackedPart } from '../core/snapshot-part.ts';
import { canonical, type FigureSpec } from '../core/spec.ts';
import type { TextRequest, Ticket } from '../../workers/api.ts';
import type { Api, Host } from './host.ts';
import type { Lanes, Policy } from './lanes.ts';
import type { Models } from './models.ts';
import { OwnSites } from './own-sites.ts';
import type { Pool } from './pool.ts';
import type { Texts } from './requests.ts';
import type { Snapshots } from './snapshots.ts';
import type { CallOptions, Reply } from './types.ts';

export interface Errand<R extends TextRequest, T> {
  /** Kind of call, with what else tells its lines apart: `figure`, `curve minference`. */
  readonly kind: string;
  readonly policy: Policy;
  /** Asks about one site or the cut of a text, which a snapshot can answer too. */
  readonly small?: boolean;
  readonly spec: Pick<FigureSpec, 'model' | 'text' | 'tokens'>;
  /** Reads no model. */
  readonly bare?: boolean;
  readonly options: CallOptions;
  readonly request: (texts: Texts) => Promise<Result<R>>;
  readonly host: (pool: Pool) => Host;
  /** Asks the worker. May be called again, on another worker, when the first one was lost. */
  readonly send: (
    api: Api,
    ticket: Ticket,
    request: R,
    isLive: () => boolean,
  ) => Promise<Result<T>>;
}

const NONE = Symbol('no snapshot');

export class Errands {
  readonly #pool: Pool;
  readonly #models: Models;
  readonly #snapshots: Snapshots;
  readonly #lanes: Lanes;
  readonly #texts: Texts;
  /** Tensors that the page has handed over. */
  readonly own = new OwnSites();
  #anonymous = 0;

  constructor(pool: Pool, models: Models, snapshots: Snapshots, lanes: Lanes, texts: Texts) {
    this.#pool = pool;
    this.#models = models;
    this.#snapshots = snapshots;
    this.#lanes = lanes;
    this.#texts = texts;
  }

  run<R extends TextRequest, T>(errand: Errand<R, T>): Promise<Reply<T>> {
    return this.#lanes.call<T>({
      key: this.laneOf(errand.kind, errand.options),
      policy: errand.policy,
      group: textKey(errand.spec),
      signal: errand.options.signal,
      cancel: (key) => this.#pool.cancel(key),
      run: (ticket, isLive) => this.#carry(errand, ticket, isLive),
    });
  }

  laneOf(kind: string, { channel = 'main' }: CallOptions): string {
    return `${kind} ${channel ?? `#${++this.#anonymous}`}`;
  }

  async #carry<R extends TextRequest, T>(
    errand: Errand<R, T>,
    ticket: Ticket,
    isLive: () => boolean,
  ): Promise<Reply<T>> {
    const request = await errand.request(this.#texts);
    if (!request.ok) return request;
    if (errand.bare) {
      return errand
        .host(this.#pool)
        .call((seat) => errand.send(seat.api, ticket, request.value, isLive));
    }
    if (errand.small && !this.#models.isReady(request.value.model)) {
      const told = await this.#fromSnapshot(errand, ticket, request.value, isLive);
      if (told !== NONE) return told;
    }
    return this.#fromModel(errand, ticket, request.value, isLive);
  }

  /** NONE where there is no snapshot for it, or a broken one: the model can tell. */
  async #fromSnapshot<R extends TextRequest, T>(
    errand: Errand<R, T>,
    ticket: Ticket,
    request: R,
    isLive: () => boolean,
  ): Promise<Reply<T> | typeof NONE> {
    const own = this.own.find(request);
    if (own) {
      return errand.host(this.#pool).call<Reply<T>>(async (seat) => {
        await seat.hold(own);
        return isLive() ? errand.send(seat.api, ticket, request, isLive) : null;
      });
    }
    if (!this.#snapshots.any) return NONE;
    const { model } = request;
    const modelUrl = this.#models.urlOf(model);
    // The worker starts while the snapshot is on its way.
    return errand.host(this.#pool).call<Reply<T> | typeof NONE>(async (seat) => {
      const snapshot = await this.#snapshots.find(request);
      const asked = new Set<string>();
      for (let files = snapshot?.files ?? null; ;) {
        if (!isLive()) return null;
        if (!files) return NONE;
        for (const { file, bytes } of files) {
          const { domain } = snapshot!;
          const opened = await seat.openSnapshot(file, { domain, bytes, model, modelUrl });
          if (!opened.ok) return NONE;
        }
        if (!isLive()) return null;
        const reply = await errand.send(seat.api, ticket, request, isLive);
        const part = lackedPart(reply);
        if (part === null) return reply;
        files = asked.has(part) ? null : ((await snapshot?.part(part)) ?? null);
        asked.add(part);
      }
    });
  }

  async #fromModel<R extends TextRequest, T>(
    errand: Errand<R, T>,
    ticket: Ticket,
    request: R,
    isLive: () => boolean,
  ): Promise<Reply<T>> {
    const model = await this.#models.get(request.model);
    if (!model.ok) return model;
    if (!isLive()) return null;
    return errand.host(this.#pool).call<Reply<T>>(async (seat) => {
      const opened = await this.#models.openIn(seat, request.model, model.value);
      if (!opened.ok) return opened;
      if (!isLive()) return null;
      return errand.send(seat.api, ticket, request, isLive);
    });
  }
}

/** What a person waits for: the figure's own seat, the newest call of those that wait. */
export const waitedFor = (kind: string, options: CallOptions) =>
  ({
    kind,
    options,
    policy: 'finish',
    small: true,
    host: (pool: Pool) => pool.interactive,
  }) as const;

/** What may take long: another seat where there is one, unless told; a new call ends the old one. */
export const long = (kind: string, options: CallOptions) =>
  ({
    kind,
    options,
    policy: 'cancel',
    host: (pool: Pool) => (options.seat === 'figure' ? pool.interactive : pool.background),
  }) as const;

/** Which text on which model: while it stays, what the worker has read stays useful. */
function textKey({ model, text, tokens }: Pick<FigureSpec, 'model' | 'text' | 'tokens'>): string {
  return canonical([model, text, tokens]);
}
