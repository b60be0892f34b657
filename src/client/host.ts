// One seat of the pool: a compute worker, watched over. One that dies or stops answering is replaced,
// and what was asked of it is asked again of the next, so that callers see only a longer wait. Where no
// worker starts, the page's own thread takes its place.
import * as Comlink from 'comlink';
import { ExpectedError, type Result } from '../core/result.ts';
import type {
  ComputeApi,
  ModelReply,
  ModelRequest,
  OwnTensors,
  Progress,
  SnapshotRequest,
} from '../../workers/api.ts';

export type Api = Comlink.Remote<ComputeApi>;

/** The worker of the moment and what it has opened. */
export interface Seat {
  readonly api: Api;
  /** Opens a model in this worker, once. */
  open(request: ModelRequest, progress?: Progress): Promise<Result<ModelReply>>;
  /** Opens a snapshot in this worker, once. `file` names it. */
  openSnapshot(file: string, request: SnapshotRequest): Promise<Result<null>>;
  /** Opens tensors in this worker, once. */
  hold(tensors: OwnTensors): Promise<Result<null>>;
}

/** What is needed of a worker, or of what stands in for one. */
export interface Engine extends Comlink.Endpoint {
  terminate(): void;
}

export interface HostOptions {
  /** Starts a worker; may throw. */
  readonly factory: () => Engine;
  /** Starts what takes its place when that fails; absent: nothing does. */
  readonly fallback?: (() => Engine) | undefined;
  /** A worker that answers nothing for this long while it has work is replaced, ms. */
  readonly stuckAfter: number;
  /** What computes this domain is loaded at once. */
  readonly domain?: string | undefined;
  /** Bound on the worker's caches, bytes. */
  readonly cacheBytes: number;
  readonly onReplaced: (message: string) => void;
}

/** Beats within `stuckAfter`. Counted, not timed: a laptop that slept must not kill its workers. */
const BEATS = 5;
/** One that has said it would be silent gets so many times as long. */
const QUIET = 5;
/** And so does one that has never answered yet: it may still be on its way over a slow line. */
const PATIENCE = 40;
/** The same request is not allowed to take down worker after worker. */
const ATTEMPTS = 3;
/** Starts that may fail in a row: the network may have dropped one. */
const STARTS = 2;

/** Of all messages, those that tell of a silence have this. */
type Pulse = MessageEvent<{ readonly quiet?: boolean } | null>;

class WorkerLost extends Error {}

export class Host {
  readonly #options: HostOptions;
  #incumbent: Incumbent | null = null;
  #failedStarts = 0;
  #closed = false;
  #factory: () => Engine;
  /** Calls under way: how busy this seat is. */
  load = 0;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#factory = options.factory;
  }

  /** The worker that runs now, if any: for cancelling, which never starts one. */
  get api(): Api | null {
    return this.#incumbent?.api ?? null;
  }

  /**
   * Does `work` with the seat's worker, again with the next one when that is lost. Rejects with what
   * the worker threw, and with an ExpectedError when no worker can be started.
   */
  async call<T>(work: (seat: Seat) => Promise<T>): Promise<T> {
    this.load++;
    try {
      for (let lost = 0; ;) {
        const incumbent = (this.#incumbent ??= this.#start());
        try {
          return await incumbent.during(work);
        } catch (error) {
          if (!(error instanceof WorkerLost)) throw error;
          if (this.#closed) return await new Promise<never>(() => {});
          if (incumbent.ready) lost++;
          if (lost === ATTEMPTS) throw new Error(`it took down ${ATTEMPTS} workers in a row`);
        }
      }
    } finally {
      this.load--;
    }
  }

  /** Ends the worker; what is under way never settles. */
  close(): void {
    this.#closed = true;
    this.#incumbent?.lose('the client was closed');
    this.#incumbent = null;
  }

  #start(): Incumbent {
    for (;;) {
      if (this.#failedStarts >= STARTS) this.#giveWay();
      try {
        return this.#incumbentOf(this.#factory());
      } catch {
        this.#failedStarts++; // no workers here, or not from this address
      }
    }
  }

  #incumbentOf(engine: Engine): Incumbent {
    const incumbent = new Incumbent(engine, this.#options, {
      ready: () => (this.#failedStarts = 0),
      lost: (reason, wasReady) => {
        if (this.#incumbent === incumbent) this.#incumbent = null;
        if (this.#closed) return;
        if (wasReady)
          this.#options.onReplaced(
            `A worker ${reason} and was replaced; the figure is computed again.`,
          );
        else this.#failedStarts++;
      },
    });
    return incumbent;
  }

  /** To the page's own thread, once and for all; throws where that was of no use either. */
  #giveWay(): void {
    this.#failedStarts = 0; // the next call may try again
    const { fallback } = this.#options;
    if (!fallback || this.#factory === fallback) {
      throw new ExpectedError(
        'worker',
        'The computation could not be started: the browser did not load its worker. Check the network or the page’s content policy, then reload.',
      );
    }
    this.#factory = fallback;
  }
}

interface Events {
  ready(): void;
  lost(reason: string, wasReady: boolean): void;
}

class Incumbent implements Seat {
  readonly #worker: Engine;
  readonly api: Api;
  readonly #events: Events;
  readonly #cacheBytes: number;
  readonly #beat: number;
  readonly #pending = new Set<(error: Error) => void>();
  readonly #models = new Map<string, Promise<Result<ModelReply>>>();
  readonly #snapshots = new Map<string, Promise<Result<null>>>();
  readonly #own = new WeakMap<OwnTensors, Promise<Result<null>>>();
  #timer: ReturnType<typeof setInterval> | null = null;
  /** Whether it has ever answered. */
  ready = false;
  #lost = false;
  #pinging = false;
  /** Beats without an answer, that which asked among them. */
  #missed = 0;
  /** In a stretch of work that cannot yield. */
  #quiet = false;

  constructor(engine: Engine, { stuckAfter, cacheBytes, domain }: HostOptions, events: Events) {
    this.#events = events;
    this.#cacheBytes = cacheBytes;
    this.#beat = stuckAfter / BEATS;
    this.#worker = engine;
    this.api = Comlink.wrap<ComputeApi>(this.#worker);
    this.#worker.addEventListener('error', () => this.lose('broke'));
    this.#worker.addEventListener('messageerror', () => this.lose('sent what cannot be read'));
    this.#worker.addEventListener('message', (event) => this.#hear(event as Pulse));
    this.#ping();
    if (domain !== undefined) void this.api.prepare(domain);
  }

  /** Runs `work`; rejects with WorkerLost as soon as the worker is. */
  during<T>(work: (seat: Seat) => Promise<T>): Promise<T> {
    if (this.#lost) return Promise.reject(new WorkerLost());
    return new Promise<T>((resolve, reject) => {
      this.#pending.add(reject);
      this.#timer ??= setInterval(() => this.#watch(), this.#beat);
      work(this)
        .then(resolve, reject)
        .finally(() => this.#settled(reject));
    });
  }

  open(request: ModelRequest, progress?: Progress): Promise<Result<ModelReply>> {
    const { name } = request;
    const known = this.#models.get(name);
    if (known) return known;
    const opening = this.api.model(
      { cacheBytes: this.#cacheBytes, ...request },
      Comlink.proxy(progress ?? (() => {})),
    );
    this.#models.set(name, opening);
    // A failed download may be tried again.
    const forget = (): unknown => this.#models.delete(name);
    opening.then((result) => result.ok || forget(), forget);
    return opening;
  }

  openSnapshot(file: string, request: SnapshotRequest): Promise<Result<null>> {
    let opening = this.#snapshots.get(file);
    if (!opening) {
      opening = this.api.snapshot(request);
      this.#snapshots.set(file, opening);
    }
    return opening;
  }

  hold(tensors: OwnTensors): Promise<Result<null>> {
    let opening = this.#own.get(tensors);
    if (!opening) {
      opening = this.api.hold(tensors);
      this.#own.set(tensors, opening);
    }
    return opening;
  }

  lose(reason: string): void {
    if (this.#lost) return;
    this.#lost = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#worker.terminate();
    this.#events.lost(reason, this.ready);
    for (const reject of this.#pending) reject(new WorkerLost());
  }

  #settled(reject: (error: Error) => void): void {
    this.#pending.delete(reject);
    if (this.#pending.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #watch(): void {
    if (!this.#pinging) return this.#ping();
    this.#missed++;
    const patience = this.ready ? (this.#quiet ? QUIET : 1) : PATIENCE;
    if (this.#missed >= BEATS * patience) this.lose('stopped answering');
  }

  /** A message of the worker itself, not an answer. */
  #hear({ data }: Pulse): void {
    if (typeof data?.quiet !== 'boolean') return;
    this.#quiet = data.quiet;
    this.#missed = 0;
  }

  #ping(): void {
    this.#pinging = true;
    this.#missed = 1;
    const answered = (): void => {
      this.#pinging = false;
      if (this.ready || this.#lost) return;
      this.ready = true;
      this.#events.ready();
    };
    this.api.ping().then(answered, () => {});
  }
}
