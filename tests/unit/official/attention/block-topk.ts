// Block top-k in terms of the published codes that its variants are the rules of.
import type { Rules } from '../mapping.ts';
import { drawn, heads, tiles, type HeadFound } from './_heads.ts';

interface Blocks {
  readonly top_k: number;
  readonly block_size: number;
}

interface Quest {
  readonly chunk_size: number;
  readonly token_budget: number;
}

const rows = (variant: 'pooled' | 'forced') =>
  heads<Blocks>(({ top_k, block_size }) => ({ variant, topBlocks: top_k, block: block_size }), {
    also: {
      block_mask: (found, { block_size }) => tiles(found, block_size),
      block_index: 'the blocks of the mask',
      pooled_score: 'their last block counts the zeros of its padding; ours only what is there',
    },
  });

export const rules: Rules = {
  minference_block: rows('pooled'),
  sparse_frontier_block: rows('forced'),
  // Its budget is in tokens, and never below three pages.
  quest: heads<Quest>(
    ({ chunk_size, token_budget }) => ({
      ...{ variant: 'bounds', block: chunk_size },
      topBlocks: Math.max(3, Math.floor(token_budget / chunk_size)),
    }),
    { also: { page_score_last: lastScores, pages_last: lastPages } },
  ),
};

function lastScores(found: HeadFound) {
  const { rows: n, cols, data } = drawn(found, 'scores', 'matrix').matrix;
  return data.subarray((n - 1) * cols);
}

function lastPages({ selection: { mask } }: HeadFound, { chunk_size }: Quest): number[] {
  const pages = Math.ceil(mask.cols / chunk_size);
  return Array.from({ length: pages }, (_, J) => (mask.has(mask.rows - 1, J * chunk_size) ? 1 : 0));
}
