// XAttention in terms of its published code, on a prompt that is one chunk.
import type { Rules } from '../mapping.ts';
import { heads, stageMatrix, tiles } from './_heads.ts';

interface Asked {
  readonly block_size: number;
  readonly stride: number;
  readonly threshold: number;
}

export const rules: Rules = {
  xattention: heads<Asked>(
    ({ block_size, stride, threshold }) => ({
      ...{ block: block_size, stride, tau: threshold, rule: 'first-chunk' },
    }),
    {
      also: {
        block_mask: (found, { block_size }) => tiles(found, block_size),
        block_score: stageMatrix('scores'),
      },
    },
  ),
};
