// Latest wins, line by line. A lane is one kind of call on one channel; what runs elsewhere does not
// matter to it. Knows nothing of workers: it is given how to run a call and how to cancel one.
import { ExpectedError, fail, type Failure } from '../core/result.ts';
import type { Ticket } from '../../workers/api.ts';
import { BUG_FIELD, type Reply } from './types.ts';

/**
 * - `finish`: the running call is finished and delivered, of those that wait only the newest survives.
 *   Where the newer call is about another `group` (another text), the running one is cancelled.
 * - `cancel`: a new call cancels the running one.
 */
export type Policy = 'finish' | 'cancel';

export interface LaneCall<T> {
  /** Lane; calls of different lanes never touch each other. */
  readonly key: string;
  readonly policy: Policy;
  readonly group: string;
  readonly signal: AbortSignal | undefined;
  /** Does the work. `isLive()` turns false when nobody wants the answer any more. */
  readonly run: (ticket: Ticket, isLive: () => boolean) => Promise<Reply<T>>;
  /** Told when a running call is given up. */
  readonly cancel: (key: string) => void;
}

interface Entry {
  readonly group: string;
  readonly start: () => void;
  /** Answers null, once. */
  readonly drop: () => void;
  readonly cancel: () => void;
}

interface Lane {
  running: Entry | null;
  waiting: Entry | null;
}

export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  #sequence = 0;
  #closed = false;

  /** Makes a call; null when it was overtaken, aborted or the lanes were closed. Never rejects. */
  call<T>(call: LaneCall<T>): Promise<Reply<T>> {
    if (this.#closed || call.signal?.aborted) return Promise.resolve(null);
    const lane = this.#lanes.get(call.key) ?? { running: null, waiting: null };
    this.#lanes.set(call.key, lane);
    return new Promise((resolve) => {
      const entry = this.#entry(lane, call, resolve);
      if (!lane.running) return entry.start();
      lane.waiting?.drop();
      lane.waiting = entry;
      if (call.policy === 'cancel' || lane.running.group !== call.group) {
        this.#giveUp(call.key, lane, lane.running);
      }
    });
  }

  /** Gives up what runs and waits in a lane, because its answer is known already. */
  overtake(key: string): void {
    const lane = this.#lanes.get(key);
    if (!lane) return;
    if (lane.waiting) this.#giveUp(key, lane, lane.waiting);
    if (lane.running) this.#giveUp(key, lane, lane.running);
  }

  /** Answers every open call with null; later calls too. */
  close(): void {
    this.#closed = true;
    for (const key of [...this.#lanes.keys()]) this.overtake(key);
  }

  #entry<T>(lane: Lane, call: LaneCall<T>, resolve: (reply: Reply<T>) => void): Entry {
    const ticket = { key: call.key, sequence: ++this.#sequence };
    let live = true;
    const settle = (reply: Reply<T>): void => {
      if (!live) return;
      live = false;
      call.signal?.removeEventListener('abort', abort);
      resolve(reply);
    };
    const abort = (): void => this.#giveUp(call.key, lane, entry);
    const start = async (): Promise<void> => {
      lane.running = entry;
      try {
        settle(overtaken(await call.run(ticket, () => live)));
      } catch (error) {
        settle(failureOf(error));
      }
      if (lane.running === entry) this.#next(call.key, lane);
    };
    const entry: Entry = {
      group: call.group,
      start: () => void start(),
      drop: () => settle(null),
      cancel: () => call.cancel(call.key),
    };
    call.signal?.addEventListener('abort', abort);
    return entry;
  }

  #giveUp(key: string, lane: Lane, entry: Entry): void {
    entry.drop();
    if (lane.waiting === entry) lane.waiting = null;
    if (lane.running !== entry) return;
    entry.cancel();
    this.#next(key, lane);
  }

  #next(key: string, lane: Lane): void {
    const next = lane.waiting;
    lane.running = null;
    lane.waiting = null;
    if (next) next.start();
    else this.#lanes.delete(key);
  }
}

/** Workers say by a failure that a request was cancelled or replaced; here that is no answer. */
function overtaken<T>(reply: Reply<T>): Reply<T> {
  return reply && !reply.ok && (reply.field === 'cancelled' || reply.field === 'stale')
    ? null
    : reply;
}

/** An expected error as it is; anything else that threw is a bug, reported like any uncaught error. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ExpectedError) return fail(error.field, error.message);
  reportError(error);
  const what = error instanceof Error ? error.message : String(error);
  return fail(
    BUG_FIELD,
    `Something broke inside the computation (${what}). This is a bug of the atlas, not of your input.`,
  );
}
