// One thread, many jobs: the most urgent job runs, the others wait at their checkpoints. Long jobs call
// `checkpoint` between units of a few milliseconds; there messages come in, cancels are seen, and
// whatever is more urgent runs first. Knows nothing of what the jobs do.
import { CancelledError } from '../src/core/result.ts';
import { macrotask } from './macrotask.ts';

/** A waiting job gave way to a newer one of its key. */
export class StaleError extends Error {
  constructor() {
    super('replaced by a newer request');
    this.name = 'StaleError';
  }
}

/** What a job may do while it runs. */
export interface Job {
  /**
   * To be called between units of work, at least every few milliseconds: lets messages in and more
   * urgent jobs run. Throws CancelledError once the job is cancelled.
   */
  checkpoint(): Promise<void>;
  /** Lets others run until the promise settles: for the network and for the page's ear. */
  wait<T>(promise: Promise<T>): Promise<T>;
  /**
   * Work that several jobs need, done once: the first to ask starts it, as urgent as the most urgent of
   * those who wait for it; it is cancelled when all of them are. Not remembered afterwards.
   */
  shared<T>(key: string, work: (job: Job) => Promise<T>): Promise<T>;
}

export interface SchedulerOptions {
  /** Longest stretch between two turns of the event loop that a checkpoint lets pass, ms. */
  readonly slice?: number;
  readonly now?: () => number;
}

interface Task {
  readonly key: string;
  readonly sequence: number;
  readonly order: number;
  priority: number;
  started: boolean;
  readonly abort: AbortController;
}

interface Waiter {
  readonly task: Task;
  readonly resume: () => void;
  readonly reject: (error: Error) => void;
}

interface SharedWork {
  readonly promise: Promise<unknown>;
  readonly task: Task;
  readonly users: Set<Task>;
}

export class Scheduler {
  readonly #slice: number;
  readonly #now: () => number;
  readonly #tasks = new Set<Task>();
  readonly #shared = new Map<string, SharedWork>();
  #waiting: Waiter[] = [];
  #holder: Task | null = null;
  #order = 0;
  /** When the thread last came out of a turn of the event loop. */
  #since: number;

  constructor({ slice = 8, now = () => performance.now() }: SchedulerOptions = {}) {
    this.#slice = slice;
    this.#now = now;
    this.#since = now();
  }

  /**
   * Runs `work` when its turn comes: lower `priority` first, then in order of arrival. Rejects with
   * StaleError when a newer sequence of the same key arrives before it has started, with
   * CancelledError after `cancel(key)`.
   */
  run<T>(
    key: string,
    sequence: number,
    priority: number,
    work: (job: Job) => Promise<T>,
  ): Promise<T> {
    for (const other of this.#tasks) {
      if (other.key !== key) continue;
      if (other.sequence > sequence) return Promise.reject(new StaleError());
      if (!other.started) this.#drop(other, new StaleError());
    }
    return this.#start(this.#newTask(key, sequence, priority), work);
  }

  /** Ends what runs or waits under this key: at once where it waits, else at its next checkpoint. */
  cancel(key: string): void {
    for (const task of this.#tasks) if (task.key === key) this.#cancel(task);
  }

  #newTask(key: string, sequence: number, priority: number): Task {
    const abort = new AbortController();
    const task = { key, sequence, priority, order: this.#order++, started: false, abort };
    this.#tasks.add(task);
    return task;
  }

  async #start<T>(task: Task, work: (job: Job) => Promise<T>): Promise<T> {
    try {
      await this.#acquire(task);
      return await work({
        checkpoint: () => this.#checkpoint(task),
        wait: (promise) => this.#wait(task, promise),
        shared: (key, compute) => this.#share(task, key, compute),
      });
    } finally {
      this.#tasks.delete(task);
      if (this.#holder === task) this.#release();
    }
  }

  async #checkpoint(task: Task): Promise<void> {
    throwIfCancelled(task);
    if (this.#now() - this.#since < this.#slice) return;
    await macrotask();
    this.#since = this.#now();
    throwIfCancelled(task);
    if (!this.#waiting.some((waiter) => waiter.task.priority < task.priority)) return;
    this.#release();
    await this.#acquire(task);
  }

  async #share<T>(task: Task, key: string, work: (job: Job) => Promise<T>): Promise<T> {
    throwIfCancelled(task);
    let shared = this.#shared.get(key);
    if (!shared) {
      const own = this.#newTask(`shared ${key}`, 0, task.priority);
      const promise = this.#start(own, work).finally(() => {
        if (this.#shared.get(key)?.task === own) this.#shared.delete(key);
      });
      shared = { promise, task: own, users: new Set() };
      this.#shared.set(key, shared);
    }
    const { promise, task: own, users } = shared;
    own.priority = Math.min(own.priority, task.priority);
    users.add(task);
    try {
      return (await this.#wait(task, promise)) as T;
    } finally {
      users.delete(task);
      if (users.size === 0) {
        // Nobody waits any more: forget it at once, so that a newcomer starts afresh.
        if (this.#shared.get(key)?.task === own) this.#shared.delete(key);
        this.#cancel(own);
      }
    }
  }

  async #wait<T>(task: Task, promise: Promise<T>): Promise<T> {
    if (this.#holder === task) this.#release();
    try {
      return await untilCancelled(task, promise);
    } finally {
      if (!task.abort.signal.aborted) await this.#acquire(task);
    }
  }

  /** Waits for the thread; rejects when cancelled or replaced meanwhile. */
  #acquire(task: Task): Promise<void> {
    if (task.abort.signal.aborted) return Promise.reject(new CancelledError());
    // One that waited for several things at once comes back with the first of them.
    if (this.#holder === task) return Promise.resolve();
    if (this.#holder === null) {
      this.#hand(task);
      return Promise.resolve();
    }
    return new Promise((resume, reject) => this.#waiting.push({ task, resume, reject }));
  }

  #release(): void {
    this.#holder = null;
    let best: Waiter | undefined;
    for (const waiter of this.#waiting)
      if (!best || isBefore(waiter.task, best.task)) best = waiter;
    if (!best) return;
    const { task } = best;
    const resumed = this.#waiting.filter((waiter) => waiter.task === task);
    this.#waiting = this.#waiting.filter((waiter) => waiter.task !== task);
    this.#hand(task);
    for (const waiter of resumed) waiter.resume();
  }

  #hand(task: Task): void {
    this.#holder = task;
    task.started = true;
  }

  #cancel(task: Task): void {
    if (this.#tasks.has(task)) this.#drop(task, new CancelledError());
  }

  #drop(task: Task, reason: Error): void {
    task.abort.abort(reason);
    const waiters = this.#waiting.filter((each) => each.task === task);
    this.#waiting = this.#waiting.filter((each) => each.task !== task);
    for (const waiter of waiters) waiter.reject(reason);
  }
}

function isBefore(a: Task, b: Task): boolean {
  return a.priority < b.priority || (a.priority === b.priority && a.order < b.order);
}

function throwIfCancelled(task: Task): void {
  if (task.abort.signal.aborted) throw new CancelledError();
}

/** The promise's outcome, or a rejection as soon as the task is cancelled. */
function untilCancelled<T>(task: Task, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const { signal } = task.abort;
    const stop = (): void => reject(new CancelledError());
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
