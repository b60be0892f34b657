// H2O in terms of its published code: the cache that drops, and the one that masks.
import type { Rules } from '../mapping.ts';
import { barsOf, caches, ofHeads, readOf, storedOf } from './_caches.ts';

export const rules: Rules = {
  h2o: caches<{ readonly hh_size: number; readonly recent_size: number }>(
    'h2o',
    ({ hh_size, recent_size }) => ({ heavy: hh_size, recent: recent_size }),
    ({ ran }) => {
      const bars = (head: number) => barsOf(ran, head, 'scores');
      return {
        read: { ours: readOf(ran.caches[0]!) },
        cache_after_prompt: { ours: storedOf(ran.caches[0]!), follows: true },
        scores_of_cache_after_prompt: 'a trace tells the scores after the last step',
        cache_after_last_step: { ours: ofHeads((head) => bars(head).chosen!), follows: true },
        scores_after_last_step: {
          ours: ofHeads((head) => bars(head).chosen!.map((key) => bars(head).values[key]!)),
          follows: true,
        },
      };
    },
  ),
  h2o_mask: caches<{ readonly heavy: number; readonly recent: number }>(
    'h2o',
    ({ heavy, recent }) => ({ heavy, recent, variant: 'mask' }),
    ({ ran }) => ({ read: { ours: readOf(ran.caches[0]!) } }),
  ),
};
