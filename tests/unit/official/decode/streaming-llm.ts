// Sinks + window in terms of its published code.
import type { Rules } from '../mapping.ts';
import { caches, readOf } from './_caches.ts';

interface Asked {
  readonly start_size: number;
  readonly recent_size: number;
}

export const rules: Rules = {
  'streaming-llm': caches<Asked>(
    'streaming-llm',
    ({ start_size, recent_size }) => ({ sinks: start_size, window: recent_size }),
    ({ ran }) => ({ read: { ours: readOf(ran.caches[0]!) } }),
  ),
};
