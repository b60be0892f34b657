// The prefill patterns of The Sparse Frontier, in the form that its comparison gave them.
import { clampParam } from '../../../core/params.ts';
import { defineAttention, type AttentionHead } from '../../attention.ts';
import type { Kernels } from '../../../kernels/contract.ts';
import { wholeTilePairs } from '../_shared/block-rows.ts';
import { bestBlocks, blockMask, paddedMeans, pooledFlops } from '../_shared/blocks.ts';
import { blockRowStages } from '../_shared/block-topk-stages.ts';
import { coverageFor, tilesPerRowFor } from '../_shared/budget.ts';
import { coverCount } from '../_shared/flexprefill.ts';
import { coverCurve } from '../_shared/flexprefill-stages.ts';
import { probeHead, verticalSlash } from '../_shared/minference-patterns.ts';
import { sizesForBudget } from '../_shared/minference-sizes.ts';
import { blocks, blockSize, share, tokens, when } from '../../_shared/params.ts';
import { facts } from './facts.ts';
import { count, percent } from '../../_shared/words.ts';

const LINES = ['vertical-slash', 'flexprefill'] as const;

const params = {
  variant: {
    kind: 'choice',
    label: 'Pattern',
    help: 'Which of the three prefill patterns of the study is laid over the head.',
    options: [
      { value: 'vertical-slash', label: 'vertical-slash' },
      { value: 'block-sparse', label: 'block-sparse' },
      { value: 'flexprefill', label: 'FlexPrefill, token level' },
    ],
    default: 'vertical-slash',
  },
  verticalSize: when(
    'variant',
    ['vertical-slash'],
    tokens(
      'Columns',
      32,
      'How many key columns are kept, forced ones included; larger keeps more.',
    ),
  ),
  slashSize: when(
    'variant',
    ['vertical-slash'],
    tokens(
      'Diagonals',
      32,
      'How many diagonals are kept, forced ones included; larger keeps more.',
    ),
  ),
  topBlocks: when(
    'variant',
    ['block-sparse'],
    blocks(
      'Blocks per row',
      8,
      'How many blocks each block row keeps, the three forced ones included; more keeps more.',
      {
        min: 3,
      },
    ),
  ),
  alpha: when(
    'variant',
    ['flexprefill'],
    share(
      'Coverage α',
      0.65,
      'Share of the probe’s attention that columns, and diagonals, must cover; larger keeps more.',
      {
        min: 0.05,
      },
    ),
  ),
  minBudget: when(
    'variant',
    ['flexprefill'],
    tokens(
      'Smallest budget',
      32,
      'How many columns and how many diagonals are kept in any case; larger keeps more.',
    ),
  ),
  probe: when(
    'variant',
    LINES,
    tokens(
      'Probe',
      32,
      'How many of the last queries look for columns and diagonals; more is steadier and costs more.',
      {
        max: 512,
      },
    ),
  ),
  forcedColumns: when(
    'variant',
    LINES,
    tokens(
      'Forced columns',
      4,
      'How many first keys are always among the columns; more leaves less to choose.',
      {
        min: 0,
        max: 256,
      },
    ),
  ),
  forcedOffsets: when(
    'variant',
    LINES,
    tokens(
      'Forced diagonals',
      16,
      'How many nearest diagonals are always kept; more leaves less to choose.',
      {
        max: 512,
      },
    ),
  ),
  block: blockSize(),
} as const;

export default defineAttention({
  id: 'sparse-frontier',
  name: 'Sparse Frontier variants',
  domain: 'attention',
  summary: 'Three prefill patterns made comparable: same forced keys, same sizes for all heads.',
  about:
    'The Sparse Frontier compares sparse attention at equal sparsity. To be fair it gives the methods a ' +
    'common form: vertical-slash with the same sizes in all heads, blocks with the first, own and previous ' +
    'one forced, and FlexPrefill reduced to its coverage rule on single tokens. These are those forms, not ' +
    'the originals; compare them with MInference and FlexPrefill.',
  notice: [
    'Forced columns and diagonals put a ceiling on the sparsity that each pattern can reach.',
    'Uniform budgets treat a diffuse head like a focused one; coverage does not.',
    'No pattern wins everywhere: switch the text and the head before you conclude.',
  ],
  differs: [
    'Token sizes are divided by 16: the study keeps 512 columns and 512 diagonals, forces 64 diagonals, probes with 256 (FlexPrefill: 512) queries, and covers α = .65 with at least 512 tokens.',
    'Lines are computed in blocks of 16; the study uses blocks of 64 for them.',
    'Only the prefill patterns: SnapKV, Ada-SnapKV and Quest of the study act while decoding.',
    'The study bisects the sizes to meet a sparsity; here the budget maps to them by an estimate, and curves show the sparsity achieved.',
    'Its sparsity counter counts diagonal tiles in full, so it can read below zero; here pairs are counted.',
  ],
  paper: {
    title: 'The Sparse Frontier: Sparse Attention Trade-offs in Transformer LLMs',
    authors:
      'Piotr Nawrot, Robert Li, Renjie Huang, Sebastian Ruder, Kelly Marchisio, Edoardo M. Ponti',
    year: 2025,
    arxiv: '2504.17768',
    repository: 'PiotrNawrot/sparse-frontier',
  },
  tags: {
    unit: 'columns and diagonals, or blocks',
    selection: 'dynamic',
    training: 'training-free',
    phase: 'prefill',
    role: 'system',
    looksAhead: true,
  },
  params,
  stages: [
    { id: 'probe', title: 'The last queries look' },
    { id: 'cover', title: 'How much covers α' },
    { id: 'sums', title: 'Sums per column and diagonal' },
    { id: 'lines', title: 'Chosen lines' },
    { id: 'tiles', title: 'Tiles snap over them' },
    { id: 'scores', title: 'Scores of blocks' },
    { id: 'blocks', title: 'Chosen blocks' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'For very long sequences, larger and highly sparse models are preferable to smaller and dense ones.',
      source: 'Abstract, arXiv 2504.17768, version 1',
    },
    {
      text: 'More sparsity is tolerable during decoding than during prefilling, and in the former it correlates with model size.',
      source: 'Abstract, arXiv 2504.17768, version 1',
    },
    {
      text: 'No strategy performs best across tasks and phases; even moderate sparsity often hurts at least one task.',
      source: 'Abstract, arXiv 2504.17768, version 1',
    },
  ],
  atBudget(budget, { n }) {
    const { verticalSize, slashSize } = sizesForBudget(budget, n, {
      columns: 32,
      offsets: 32,
      forcedColumns: params.forcedColumns.default,
      forcedOffsets: params.forcedOffsets.default,
      block: params.block.default,
    });
    return {
      verticalSize: clampParam(params.verticalSize, verticalSize),
      slashSize: clampParam(params.slashSize, slashSize),
      topBlocks: clampParam(params.topBlocks, tilesPerRowFor(budget, n, params.block.default)),
      alpha: clampParam(params.alpha, coverageFor(budget, 1.6)),
      minBudget: clampParam(params.minBudget, Math.min(params.minBudget.default, slashSize)),
    };
  },
  select(head, values, { kernels }) {
    if (values.variant === 'block-sparse') {
      return blockSparse(head, values.topBlocks, values.block, kernels);
    }
    const probed = probeHead(head, { ...values, lastQ: values.probe }, kernels);
    if (values.variant === 'vertical-slash') {
      return verticalSlash(head, probed, values, values.block, 'kernel');
    }
    // Prefix sums of distributions: at α = 1 rounding must not cut off the tail.
    const alpha = values.alpha >= 1 ? 1 + 1e-6 : values.alpha;
    const { r } = probed.probe;
    const sums = {
      vertical: probed.probe.vertical.map((value) => value / r),
      slash: probed.probe.slash.map((value) => value / r),
    };
    const covered = {
      vertical: Math.min(head.n, coverCount(sums.vertical, alpha)),
      slash: Math.min(head.n, coverCount(sums.slash, alpha)),
    };
    const verticalSize = Math.max(values.minBudget, covered.vertical, values.forcedColumns);
    const slashSize = Math.max(values.minBudget, covered.slash, values.forcedOffsets);
    const chosen = verticalSlash(head, probed, { verticalSize, slashSize }, values.block, 'kernel');
    return {
      ...chosen,
      trace() {
        const [first, ...rest] = chosen.trace();
        const cover = {
          id: 'cover',
          caption:
            `To cover ${percent(values.alpha)} of the probe's attention takes ${count(covered.vertical, 'column')} ` +
            `or ${count(covered.slash, 'diagonal')}; with the smallest budget that makes ${count(Math.min(head.n, verticalSize), 'column')} and ${count(Math.min(head.n, slashSize), 'diagonal')}.`,
          drawables: [coverCurve(sums, covered, values.alpha)],
        };
        return [first!, cover, ...rest];
      },
    };
  },
  facts,
});

/** Pooled products without scale; the first, the own and the previous block before all others. */
function blockSparse(
  { n, d, q, k }: AttentionHead,
  topBlocks: number,
  block: number,
  kernels: Kernels,
) {
  const scores = kernels.products(
    paddedMeans(q, block, kernels),
    paddedMeans(k, block, kernels),
    1,
  );
  const rows = bestBlocks(scores, topBlocks, kernels, (I) => [0, I - 1, I]);
  const mask = blockMask(n, block, rows);
  return {
    mask,
    kernelPairs: wholeTilePairs(mask),
    estimationFlops: pooledFlops(n, d, rows.length),
    decodeKeys: 'unchanged' as const,
    trace: () => blockRowStages(scores, rows, mask, true),
  };
}
