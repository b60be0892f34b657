// Block top-k in terms of the published codes that its variants are the rules of.
import type { Golden, Rules } from '../mapping.ts';
import { drawn, heads, steps, tiles, type HeadFound } from './_heads.ts';

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

/** Their budget is in tokens, and never below three pages. */
const pages = ({ chunk_size, token_budget }: Quest) => ({
  ...{ variant: 'bounds', block: chunk_size },
  topBlocks: Math.max(3, Math.floor(token_budget / chunk_size)),
});

const prefill = heads<Quest>(pages, {
  also: { page_score_last: lastScores, pages_last: lastPages },
});

const decoding = steps<Quest>(pages, {
  page_bound: boundsAt,
  page_bound_steps: 'steps of the above',
  read_kernel_rule: 'another rule of theirs, which always keeps the own page',
});

export const rules: Rules = {
  minference_block: rows('pooled'),
  sparse_frontier_block: rows('forced'),
  quest: (golden, run) => ('read' in golden.about.arrays ? decoding : prefill)(golden, run),
};

function lastScores(found: HeadFound) {
  const { rows: n, cols, data } = drawn(found, 'scores', 'matrix').matrix;
  return data.subarray((n - 1) * cols);
}

/** At some steps; a page that has not begun has none. */
function boundsAt(found: HeadFound, { chunk_size }: Quest, golden: Golden): number[] {
  const { cols, data } = drawn(found, 'scores', 'matrix').matrix;
  return Array.from(golden.array('page_bound_steps')).flatMap((t) =>
    Array.from(data.subarray(t * cols, (t + 1) * cols), (bound, J) =>
      J * chunk_size > t ? NaN : bound,
    ),
  );
}

function lastPages({ selection: { mask } }: HeadFound, { chunk_size }: Quest): number[] {
  const pages = Math.ceil(mask.cols / chunk_size);
  return Array.from({ length: pages }, (_, J) => (mask.has(mask.rows - 1, J * chunk_size) ? 1 : 0));
}
