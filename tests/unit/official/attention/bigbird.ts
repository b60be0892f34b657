// BigBird in terms of its published code.
import type { Rules } from '../mapping.ts';
import { heads } from './_heads.ts';

interface Asked {
  readonly block_size: number;
  readonly num_rand_blocks: number;
}

export const rules: Rules = {
  bigbird: heads<Asked>(
    ({ block_size, num_rand_blocks }) => ({ block: block_size, random: num_rand_blocks }),
    {
      also: {
        rand_blocks: 'drawn by another generator; the case draws none',
        bidirectional_block_mask: 'looks both ways; its causal part is the mask',
      },
    },
  ),
};
