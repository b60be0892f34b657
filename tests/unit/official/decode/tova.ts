// TOVA in terms of its published code.
import type { Rules } from '../mapping.ts';
import { caches, readOf, storedOf } from './_caches.ts';

export const rules: Rules = {
  tova: caches<{ readonly cache_size: number }>(
    'tova',
    ({ cache_size }) => ({ size: cache_size }),
    ({ ran }) => ({
      read: { ours: readOf(ran.caches[0]!) },
      cache_after_prompt: { ours: storedOf(ran.caches[0]!.slice(0, 1)), follows: true },
    }),
  ),
};
