// StreamingLLM in terms of its published code: a cache that is trimmed after a token was read, or before.
import type { Rules } from '../mapping.ts';
import { heads, steps } from './_heads.ts';

interface Asked {
  readonly start_size: number;
  readonly recent_size: number;
  readonly mode: 'call' | 'evict_for_space';
}

export const rules: Rules = {
  streaming_llm: heads<Asked>(({ start_size, recent_size, mode }) => ({
    ...{ sinks: start_size, window: recent_size, trim: mode === 'call' ? 'after' : 'before' },
  })),
  'streaming-llm': steps<Omit<Asked, 'mode'>>(({ start_size, recent_size }) => ({
    ...{ sinks: start_size, window: recent_size, trim: 'after' },
  })),
};
