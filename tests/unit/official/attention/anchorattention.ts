// AnchorAttention in terms of its published code.
import type { Rules } from '../mapping.ts';
import { heads, type HeadFound } from './_heads.ts';

interface Asked {
  readonly block_size: number;
  readonly step: number;
  readonly theta: number;
}

export const rules: Rules = {
  anchorattention: heads<Asked>(
    ({ block_size, step, theta }) => ({ block: block_size, step, theta }),
    {
      also: {
        stripe_counts: stripeCounts,
        stripe_coords: 'the mask has them, superblock by superblock',
      },
    },
  ),
};

/** Keys of each superblock between its first block and the block before it; a ragged tail has none. */
function stripeCounts({ selection: { mask } }: HeadFound, { block_size, step }: Asked): number[] {
  const size = block_size * step;
  return Array.from({ length: Math.floor(mask.rows / size) }, (_, g) => {
    let count = 0;
    for (let j = block_size; j < g * size - block_size; j++) if (mask.has(g * size, j)) count++;
    return count;
  });
}
