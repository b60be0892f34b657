// What this worker lends the domains: models, texts, tables and a place to keep what was made while it
// fits. One for all domains; each piece of work gets it as its own desk, bound to its job.
import { ExpectedError } from '../src/core/result.ts';
import type { Assets, Desk, TextReply, TextRequest } from '../src/domains/contract.ts';
import { textKey } from '../src/domains/text-key.ts';
import type { Kernels } from '../src/kernels/contract.ts';
import type { Encoding } from '../src/model/tokenizer.ts';
import { ByteCache } from './cache.ts';
import type { OpenModel } from './open-model.ts';
import { Tables } from './tables.ts';
import { quietly } from './quietly.ts';
import type { Job } from './scheduler.ts';

/** Bound on everything kept besides the models, unless the page says otherwise. */
export const CACHE_BYTES = 192 * 2 ** 20;

/** Share of it for painted planes: a drag makes one per step and hardly ever comes back to it. */
const PLANES = 1 / 8;

export class SharedDesk {
  readonly models = new Map<string, OpenModel>();
  readonly #kept = new ByteCache(CACHE_BYTES * (1 - PLANES));
  readonly #planes = new ByteCache(CACHE_BYTES * PLANES);
  readonly #texts = new Map<string, TextReply>();
  readonly #tables = new Map<string, Tables>();
  readonly #states = new Map<string, object>();
  #bound = CACHE_BYTES;
  readonly #pulse: (quiet: boolean) => void;

  /** `pulse` is told before and after a stretch in which the thread cannot answer. */
  constructor(pulse: (quiet: boolean) => void = () => {}) {
    this.#pulse = pulse;
  }

  /** What is kept at the moment. */
  get bytes(): number {
    return this.#kept.bytes + this.#planes.bytes;
  }

  setBound(bytes: number): void {
    this.#bound = bytes;
    this.#kept.bound = bytes * (1 - PLANES);
    this.#planes.bound = bytes * PLANES;
  }

  /** Tells where the tables beside a model lie that is not open. */
  locate(model: string, baseUrl: string): void {
    if (!this.#tables.has(model)) this.#tables.set(model, new Tables(baseUrl));
  }

  /** For one domain's piece of work. `progress` is told how far it is. */
  lend(domain: string, job: Job, kernels: Kernels, progress: Desk['progress'] = () => {}): Desk {
    const keyOf = (shelf: string, key: string): string => `${domain} ${shelf} ${key}`;
    const cacheOf = (shelf: string): ByteCache => (shelf === 'plane' ? this.#planes : this.#kept);
    const model = (name: string): OpenModel => {
      const open = this.models.get(name);
      if (!open) throw new ExpectedError('model', `the model “${name}” is not open`);
      return open;
    };
    return {
      kernels,
      room: this.#bound,
      hasModel: (name) => this.models.has(name),
      model,
      encoding: (request) => this.encoding(request),
      knowText: (request, reply) => void this.#texts.set(textKey(request), reply),
      forgetText: (request) => void this.#texts.delete(textKey(request)),
      assets: (name, tables) =>
        tables.length === 0 ? NOTHING : job.wait(this.#tablesOf(name, tables)),
      state: <S extends object>(name: string, make: () => S): S => {
        const key = `${domain} ${name}`;
        const known = this.#states.get(key) ?? make();
        this.#states.set(key, known);
        return known as S;
      },
      peek: (shelf, key) => cacheOf(shelf).get(keyOf(shelf, key)) as never,
      put<V>(shelf: string, key: string, value: V, bytes: number, release?: (value: V) => void) {
        const entry = { value, bytes, release: release && (() => release(value)) };
        cacheOf(shelf).set(keyOf(shelf, key), entry);
        return value;
      },
      once: (key, work) =>
        job.shared(`${domain} ${key}`, (own) => work(this.lend(domain, own, kernels, progress))),
      wait: (promise) => job.wait(promise),
      checkpoint: () => job.checkpoint(),
      quietly: (work) => quietly(this.#pulse, work),
      progress,
    };
  }

  /** The request's prefix of the text as tokens. */
  cut(request: TextRequest): TextReply {
    const known = this.models.has(request.model) ? undefined : this.#texts.get(textKey(request));
    if (known) return known;
    const { ids, starts, ends, pieces } = this.encoding(request);
    const { tokens } = request;
    return {
      total: ids.length,
      ids: ids.slice(0, tokens),
      pieces: pieces.slice(0, tokens),
      starts: starts.slice(0, tokens),
      ends: ends.slice(0, tokens),
    };
  }

  /** The whole text as tokens. */
  encoding({ model: name, text }: TextRequest): Encoding {
    const key = `text ${name} ${text}`;
    const known = this.#kept.get(key) as Encoding | undefined;
    if (known) return known;
    const model = this.models.get(name);
    if (!model) throw new ExpectedError('model', `the model “${name}” is not open`);
    const encoding = model.tokenizer.encode(text);
    this.#kept.set(key, { value: encoding, bytes: 40 * encoding.ids.length + 2 * text.length });
    return encoding;
  }

  #tablesOf(model: string, names: readonly string[]): Promise<Assets> {
    const tables = this.models.get(model)?.tables ?? this.#tables.get(model);
    if (tables) return tables.get(names);
    const what = names.map((name) => `“${name}”`).join(', ');
    return Promise.reject(
      new ExpectedError(
        'method',
        `this method needs the table ${what}, which tensors do not bring`,
      ),
    );
  }
}

const NOTHING: Promise<Assets> = Promise.resolve(new Map());
