// HiP Attention in terms of its published code.
import type { Rules } from '../mapping.ts';
import { heads } from './_heads.ts';

interface Asked {
  readonly mask_k: number;
  readonly block_size_q: number;
  readonly block_size_k: number;
  readonly sliding_window_size: number;
  readonly sink_tokens: number;
}

export const rules: Rules = {
  hip: heads<Asked>(
    ({ mask_k, block_size_q, block_size_k, sliding_window_size, sink_tokens }) => ({
      ...{ keys: mask_k, queryBlock: block_size_q, keyBlock: block_size_k },
      ...{ window: sliding_window_size, sinks: sink_tokens },
    }),
    {
      also: {
        indices: 'the mask has them, beside sinks and window',
        ks: 'counts of the above',
        selected: 'the same, over blocks of keys',
      },
    },
  ),
};
