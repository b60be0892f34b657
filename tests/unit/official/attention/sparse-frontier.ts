// The prefill patterns of The Sparse Frontier in terms of its published code.
import type { Rules } from '../mapping.ts';
import { heads, stageMatrix, tiles } from './_heads.ts';
import { columnsOf, offsetsOf } from './minference.ts';

interface Blocks {
  readonly top_k: number;
  readonly block_size: number;
}

interface Cover {
  readonly alpha: number;
  readonly approximation_size: number;
  readonly min_budget: number;
  readonly block_size: number;
  readonly forced_columns: number;
  readonly forced_offsets: number;
}

interface Lines {
  readonly vertical_size: number;
  readonly slash_size: number;
  readonly approximation_size: number;
  readonly topk_vertical_inf: number;
  readonly topk_slash_inf: number;
  readonly block_size: number;
}

export const rules: Rules = {
  sparse_frontier_block: heads<Blocks>(
    ({ top_k, block_size }) => ({ variant: 'block-sparse', topBlocks: top_k, block: block_size }),
    {
      also: {
        block_mask: (found, { block_size }) => tiles(found, block_size),
        block_index: 'the blocks of the mask',
        pooled_score: stageMatrix('scores', -Infinity),
      },
    },
  ),
  sparse_frontier_flexprefill: heads<Cover>(
    (asked) => ({
      ...{ variant: 'flexprefill', alpha: asked.alpha, minBudget: asked.min_budget },
      ...{ probe: asked.approximation_size, block: asked.block_size },
      ...{ forcedColumns: asked.forced_columns, forcedOffsets: asked.forced_offsets },
    }),
    {
      also: {
        vertical_size: (found) => [columnsOf(found).length],
        slash_size: (found) => [offsetsOf(found).length],
      },
    },
  ),
  sparse_frontier_vs: heads<Lines>(
    (asked) => ({
      ...{ variant: 'vertical-slash', probe: asked.approximation_size, block: asked.block_size },
      ...{ verticalSize: asked.vertical_size, slashSize: asked.slash_size },
      ...{ forcedColumns: asked.topk_vertical_inf, forcedOffsets: asked.topk_slash_inf },
    }),
    {
      also: {
        vertical_idx: columnsOf,
        slash_offsets: offsetsOf,
        block_count: 'tiles of a block row; the mask has them',
        column_count: 'gathered columns of a block row; the mask has them',
        official_sparsity_counter:
          'counts whole tiles over the causal pairs; here pairs are counted',
      },
    },
  ),
};
