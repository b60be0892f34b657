// The seats and who gets which work. Seat 0 answers the figure; the others, where there are any, do
// what may take long. With one seat everything goes there, and the worker itself puts the figure first.
import { Host, type HostOptions } from './host.ts';

/** min(4, processors − 1), at least 1: one processor is left to the page. */
export function defaultSize(processors: number | undefined): number {
  return Math.max(1, Math.min(4, (processors ?? 2) - 1));
}

/** What a seat may keep: the figure's most, so that all together stay within a tab's means. */
const INTERACTIVE_BYTES = 192 * 2 ** 20;
const BACKGROUND_BYTES = 96 * 2 ** 20;

export class Pool {
  readonly #hosts: readonly Host[];

  constructor(size: number, options: Omit<HostOptions, 'cacheBytes'>) {
    this.#hosts = Array.from({ length: Math.max(1, size) }, (_, seat) => {
      const cacheBytes = seat === 0 ? INTERACTIVE_BYTES : BACKGROUND_BYTES;
      return new Host({ ...options, cacheBytes });
    });
  }

  /** For what a person waits for: always the same seat, which has the head at hand. */
  get interactive(): Host {
    return this.#hosts[0] as Host;
  }

  /** For long work: the least busy seat, never the figure's unless it is the only one. */
  get background(): Host {
    const [first, ...others] = this.#hosts;
    return others.reduce(
      (best, host) => (host.load < best.load ? host : best),
      others[0] ?? first!,
    );
  }

  /** How many seats do long work. */
  get backgroundSize(): number {
    return Math.max(1, this.#hosts.length - 1);
  }

  /** Cancels a line of work wherever it runs. */
  cancel(key: string): void {
    for (const host of this.#hosts) void host.api?.cancel(key);
  }

  close(): void {
    for (const host of this.#hosts) host.close();
  }
}
