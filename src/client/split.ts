// One call dealt out to several seats, and its replies put together again.
import type { Progress } from '../../workers/api.ts';
import type { Reply } from './types.ts';

/** Deals items out to `hands` hands, one by one; some may stay empty. */
export function deal<T>(items: readonly T[], hands: number): T[][] {
  const dealt = Array.from({ length: hands }, (): T[] => []);
  for (const [i, item] of items.entries()) dealt[i % hands]?.push(item);
  return dealt;
}

/** Adds up the progress of parts. Those not yet heard of are taken for as long as the others' mean. */
export class SumProgress {
  readonly #states: { done: number; total: number }[];
  readonly #report: Progress | undefined;

  constructor(parts: number, report: Progress | undefined) {
    this.#states = Array.from({ length: parts }, () => ({ done: 0, total: 0 }));
    this.#report = report;
  }

  part(index: number): Progress {
    return (done, total, label) => {
      this.#states[index] = { done, total };
      const known = this.#states.filter((state) => state.total > 0);
      const sum = (of: 'done' | 'total'): number => known.reduce((s, state) => s + state[of], 0);
      const share = known.length / this.#states.length;
      this.#report?.(sum('done'), Math.round(sum('total') / share), label);
    };
  }
}

/** A failure if there is one, else null if any part was overtaken, else success. */
export function worstOf(replies: readonly Reply<null>[]): Reply<null> {
  const failure = replies.find((reply) => reply && !reply.ok);
  if (failure) return failure;
  return replies.includes(null) ? null : (replies[0] ?? null);
}
