// Block top-k: the plain reference for methods that keep whole tiles.
import { clampParam, type ParamValues } from '../../../core/params.ts';
import { defineAttention, type AttentionContext, type AttentionHead } from '../../attention.ts';
import { wholeTilePairs } from '../_shared/block-rows.ts';
import { facts } from './facts.ts';
import { blockRowStages, tokenStages } from '../_shared/block-topk-stages.ts';
import { bestBlocks, blockMask, pooledFlops } from '../_shared/blocks.ts';
import { tilesPerRowFor } from '../_shared/budget.ts';
import { blocks, blockSize } from '../../_shared/params.ts';
import { bestPerToken, scoreBlocks, tokenBlockMask } from '../_shared/token-blocks.ts';

const params = {
  variant: {
    kind: 'choice',
    label: 'Variant',
    help: 'Who scores the blocks, with what summary of the keys, and whether any block is kept in any case.',
    options: [
      { value: 'pooled', label: 'pooled queries, nothing forced' },
      { value: 'forced', label: 'pooled queries; first, own and previous block forced' },
      { value: 'per-token', label: 'each query for itself' },
      { value: 'bounds', label: 'each query, by upper bounds' },
    ],
    default: 'pooled',
  },
  topBlocks: blocks(
    'Blocks per row',
    8,
    'How many key blocks each row keeps; more keeps more. With forced blocks at least 3.',
  ),
  block: blockSize(),
} as const;

export default defineAttention({
  id: 'block-topk',
  name: 'Block top-k',
  domain: 'attention',
  summary: 'Average the keys of a block, score the averages, keep the best blocks.',
  about:
    'The simplest way to guess where attention is without computing it: average the queries and the keys ' +
    'of each block, multiply the averages, and keep the k best key blocks per row of blocks. Four variants ' +
    'show what published methods change about it: forcing the first, own and previous block (The Sparse ' +
    'Frontier), letting each query score for itself (MoBA), or summing keys up by their smallest and ' +
    'largest values instead of their mean (Quest).',
  notice: [
    'Without forcing, a row may drop its own block: the newest keys are gone, and with them the sharpest attention of many heads.',
    'Keys that point in opposite directions average to nothing, so their block is invisible to means and not to bounds.',
    'One bright cell pays for its whole tile: compare with the block oracle and with the oracle of single pairs.',
  ],
  differs: [
    'Ragged last blocks are averaged over their real tokens; MInference pads with zeros.',
    'Products are not scaled by 1/√d, which does not change the order.',
    'Where each query scores for itself, its own block is summed up over the keys so far and competes like any other; MoBA always keeps it, and Quest works on completed pages while decoding, with the first two layers dense.',
  ],
  tags: {
    unit: 'blocks',
    selection: 'dynamic',
    training: 'training-free',
    phase: 'prefill',
    role: 'baseline',
    looksAhead: true,
  },
  params,
  stages: [
    { id: 'scores', title: 'Scores of blocks' },
    { id: 'blocks', title: 'Chosen blocks' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [],
  atBudget: (budget, { n }) => ({
    topBlocks: clampParam(params.topBlocks, tilesPerRowFor(budget, n, params.block.default)),
  }),
  select(head, values, ctx) {
    return values.variant === 'pooled' || values.variant === 'forced'
      ? byBlockRow(head, values, ctx)
      : byToken(head, values, ctx);
  },
  facts,
});

type Values = ParamValues<typeof params>;

function byBlockRow({ n, d, q, k }: AttentionHead, values: Values, { kernels }: AttentionContext) {
  const { block, variant, topBlocks } = values;
  const forced = variant === 'forced';
  const scores = kernels.products(kernels.poolMean(q, block), kernels.poolMean(k, block), 1);
  const most = forced ? Math.max(3, topBlocks) : topBlocks;
  const rows = bestBlocks(scores, most, kernels, (I) => (forced ? [0, I - 1, I] : []));
  const mask = blockMask(n, block, rows);
  return {
    mask,
    kernelPairs: wholeTilePairs(mask),
    estimationFlops: pooledFlops(n, d, rows.length),
    decodeKeys: 'unchanged' as const,
    warnings:
      most > topBlocks ? [`blocks per row ${topBlocks} was raised to the 3 forced blocks`] : [],
    trace: () => blockRowStages(scores, rows, mask, forced),
  };
}

function byToken({ n, d, q, k }: AttentionHead, values: Values, { kernels }: AttentionContext) {
  const { block, variant, topBlocks } = values;
  const bounds = variant === 'bounds';
  const scores = scoreBlocks(q, k, block, bounds ? 'bounds' : 'mean', kernels);
  const kept = bestPerToken(scores, block, topBlocks, kernels);
  const { mask, kernelPairs } = tokenBlockMask(n, block, kept);
  // A product with a mean takes 2·d, a bound 4·d; half of all query-block pairs are causal.
  const perScore = bounds ? 4 * d : 2 * d;
  return {
    mask,
    kernelPairs,
    estimationFlops: 2 * n * d + (perScore * n * scores.cols) / 2,
    decodeKeys: mask.rowCount(n - 1),
    trace: () => tokenStages(scores, kept, mask, block, bounds ? 'upper bounds' : 'mean keys'),
  };
}
