// The prefill patterns of The Sparse Frontier, in the form that its comparison gave them.
import { clampParam } from '../../core/params.ts';
import { defineAttention, type AttentionHead } from '../attention.ts';
import type { Kernels } from '../../kernels/contract.ts';
import { wholeTilePairs } from './_block-rows.ts';
import { bestBlocks, blockMask, paddedMeans, pooledFlops } from './_blocks.ts';
import { blockRowStages } from './_block-topk-stages.ts';
import { coverageFor, tilesPerRowFor } from './_budget.ts';
import { headFromAttention, headFromBlocks, withUniformStart } from './_facts.ts';
import { coverCount } from './_flexprefill.ts';
import { coverCurve } from './_flexprefill-stages.ts';
import { probeHead, verticalSlash } from './_minference-patterns.ts';
import { sizesForBudget } from './_minference-sizes.ts';
import { blocks, blockSize, share, tokens, when } from './_params.ts';
import { readCut, readKernelPairs } from './_reads.ts';
import { count, percent } from './_words.ts';

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
  facts: [
    {
      name: 'vertical-slash',
      why: 'The worked example of MInference: columns {0, 2}, offsets {0, 4}.',
      head: () =>
        probeRows(
          [0.3, 0.02, 0.32, 0.02, 0.02, 0.04, 0.28],
          [0.3, 0.02, 0.02, 0.3, 0.02, 0.02, 0.02, 0.3],
        ),
      params: {
        ...{ variant: 'vertical-slash', block: 2, probe: 2, forcedColumns: 1, forcedOffsets: 1 },
        ...{ verticalSize: 2, slashSize: 2 },
      },
      pairs: 26,
      recall: { 6: 0.92, 7: 0.94 },
    },
    {
      name: 'blocks, three of them forced',
      why: 'Three blocks per row leave nothing to choose: row 3 keeps 0, 2 and 3 and drops block 1 with the best score. 3 · 4/2 + 3 = 9 blocks of 4 pairs, four of them on the diagonal.',
      head: () => headFromBlocks([[1], [2], [-1], [1]], [[1], [3], [-2], [0]], 2),
      params: { variant: 'block-sparse', block: 2, topBlocks: 3 },
      pairs: 32,
      numbers: [{ name: 'pairs in 9 whole blocks', read: readKernelPairs, expected: 36 }],
    },
    {
      name: 'coverage of single tokens',
      why: 'Sorted columns sum to .375, .575 and .75 > .6: the three columns 0, 6 and 7, and so the diagonals 0, 6 and 7. Block rows compute [0,2); [2,4) and column 0; [4,6) and column 0; [0,2) and [6,8).',
      head: () =>
        probeRows(
          [0.4, 0.05, 0.05, 0.05, 0.05, 0.05, 0.35],
          [0.35, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.35],
        ),
      params: {
        ...{ variant: 'flexprefill', block: 2, probe: 2, forcedColumns: 1, forcedOffsets: 1 },
        ...{ alpha: 0.6, minBudget: 1 },
      },
      rows: [
        '#.......',
        '##......',
        '#.#.....',
        '#.##....',
        '#...#...',
        '#...##..',
        '##....#.',
        '##....##',
      ],
      pairs: 20,
      numbers: [{ name: 'columns to cover α, less one', read: readCut('cover', 0), expected: 2 }],
    },
  ],
});

/** Two last rows of eight; uniform attention before them, which the choice does not read. */
function probeRows(...rows: readonly (readonly number[])[]): AttentionHead {
  return headFromAttention(withUniformStart(rows, 8));
}

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
