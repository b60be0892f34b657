// MInference 1.0: one of three patterns per head, its indices chosen anew for every prompt.
import { clampParam } from '../../../core/params.ts';
import { defineAttention } from '../../attention.ts';
import { tilesPerRowFor, windowFor } from '../_shared/budget.ts';
import { facts } from './facts.ts';
import { aShape, blockSparse, probeHead, verticalSlash } from '../_shared/minference-patterns.ts';
import { searchPattern, searchStage } from './search.ts';
import { sizesForBudget } from '../_shared/minference-sizes.ts';
import { blocks, blockSize, share, tokens, when } from '../../_shared/params.ts';

const PROBED = ['vertical-slash', 'auto'] as const;

const params = {
  pattern: {
    kind: 'choice',
    label: 'Pattern',
    help: 'The family of this head: chosen by hand, or by a search at one target cost.',
    options: [
      { value: 'vertical-slash', label: 'vertical-slash' },
      { value: 'a-shape', label: 'A-shape' },
      { value: 'block-sparse', label: 'block-sparse' },
      { value: 'auto', label: 'search per head' },
    ],
    default: 'vertical-slash',
  },
  criterion: {
    kind: 'choice',
    label: 'Search by',
    help: 'What the search compares: the output, as in the paper, or the attention kept, as in the released code.',
    options: [
      { value: 'output-error', label: 'output error' },
      { value: 'recall', label: 'recall' },
    ],
    default: 'output-error',
    when: { param: 'pattern', is: ['auto'] },
  },
  targetCost: when(
    'pattern',
    ['auto'],
    share(
      'Target cost',
      0.2,
      'Share of the dense kernel cost to which the search scales every candidate; larger keeps more.',
      { min: 0.01 },
    ),
  ),
  verticalSize: when(
    'pattern',
    ['vertical-slash'],
    tokens(
      'Columns',
      32,
      'How many key columns are kept, forced ones included; larger keeps more.',
    ),
  ),
  slashSize: when(
    'pattern',
    ['vertical-slash'],
    tokens(
      'Diagonals',
      40,
      'How many diagonals are kept, forced ones included; larger keeps more.',
    ),
  ),
  lastQ: when(
    'pattern',
    PROBED,
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
    'pattern',
    PROBED,
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
    'pattern',
    PROBED,
    tokens(
      'Forced diagonals',
      16,
      'How many nearest diagonals are always kept; more leaves less to choose.',
      {
        max: 512,
      },
    ),
  ),
  initial: when(
    'pattern',
    ['a-shape', 'auto'],
    tokens('First keys', 8, 'How many first keys every query reads; more keeps more.', {
      min: 0,
      max: 1024,
    }),
  ),
  local: when(
    'pattern',
    ['a-shape'],
    tokens('Local window', 64, 'How many of the newest keys each query reads; larger keeps more.'),
  ),
  topBlocks: when(
    'pattern',
    ['block-sparse'],
    blocks(
      'Blocks per row',
      8,
      'How many key blocks each block of queries keeps; more keeps more.',
    ),
  ),
  mask: {
    kind: 'choice',
    label: 'Mask',
    help: 'Show the cells that the tiles of the kernel compute, or only the lines that were wanted.',
    options: [
      { value: 'kernel', label: 'as the kernel computes it' },
      { value: 'ideal', label: 'ideal lines only' },
    ],
    default: 'kernel',
    when: { param: 'pattern', is: [...PROBED] },
  },
  block: blockSize(),
} as const;

export default defineAttention({
  id: 'minference',
  name: 'MInference',
  domain: 'attention',
  summary: 'A few columns and diagonals per head, found by letting the last queries look.',
  about:
    'Long prompts spend most of their time in attention that is nearly zero. MInference gives each head ' +
    'one of three shapes offline and fills in where exactly online: the last few queries are computed in ' +
    'full, their attention is summed down key columns and along diagonals, and the best of both are kept ' +
    'for all queries. Tiles of the GPU kernel then snap over the diagonals, while lone columns are gathered.',
  notice: [
    'Columns are cheap and diagonals are dear: each lone diagonal costs a whole band of tiles. Scatter a few and watch the computed pairs outrun the wanted ones.',
    'Only the last queries vote. A column that mattered in the middle of the text and no longer at its end is lost.',
    'Forced columns and diagonals count against the sizes: set the sizes low and nothing dynamic is left.',
  ],
  differs: [
    'Sizes are scaled to texts of up to 1,024 tokens. The original probes with 64 queries, forces 30 columns and 100 diagonals, computes in blocks of 64, and keeps 1,000 columns and 6,096 diagonals in heads without an entry of their own.',
    'The released code raises the slash size to 50 at least although it forces 100 diagonals; here a size is never below its forced count, so that the main diagonal cannot be lost among ties.',
    'The search runs on the very text in view, over all of its rows, and scales each candidate to one target cost. The original runs offline on one long prompt, over rows from 2,500 on, with a fixed list of sizes.',
    'The output error of the search is the relative L2 error of the head; the unused function of the released code counts entries that are off by more than 0.005.',
    'The released code rewrites the winner: an A-shape becomes vertical-slash with the same sizes, block-sparse becomes vertical-slash (1,000, 6,096). Its head tables hold 29,061 vertical-slash heads, 43 A-shape heads and no block-sparse head. Here the winner is kept.',
    'Pairs in tiles are counted within the text; padding to whole blocks is not charged.',
  ],
  paper: {
    title:
      'MInference 1.0: Accelerating Pre-filling for Long-Context LLMs via Dynamic Sparse Attention',
    authors:
      'Huiqiang Jiang, Yucheng Li, Chengruidong Zhang, Qianhui Wu, Xufang Luo, Surin Ahn, Zhenhua Han, Amir H. Abdi, Dongsheng Li, Chin-Yew Lin, Yuqing Yang, Lili Qiu',
    year: 2024,
    venue: 'NeurIPS 2024 (spotlight)',
    arxiv: '2407.02490',
    repository: 'microsoft/MInference',
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
    { id: 'search', title: 'Which pattern suits the head' },
    { id: 'probe', title: 'The last queries look' },
    { id: 'sums', title: 'Sums per column and diagonal' },
    { id: 'lines', title: 'Chosen lines' },
    { id: 'tiles', title: 'Tiles snap over them' },
    { id: 'sinks', title: 'First keys' },
    { id: 'window', title: 'Local window' },
    { id: 'pooled', title: 'Pooled scores' },
    { id: 'blocks', title: 'Chosen blocks' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'Up to 10× lower latency of pre-filling on an A100, with accuracy kept.',
      source: 'Abstract, arXiv 2407.02490',
    },
    {
      text: 'An 8B model takes 30 minutes to process a prompt of 1M tokens with dense attention on one A100.',
      source: 'Abstract, arXiv 2407.02490',
    },
  ],
  atBudget(budget, { n }) {
    const { block, forcedColumns, forcedOffsets, initial } = params;
    const sizes = sizesForBudget(budget, n, {
      columns: params.verticalSize.default,
      offsets: params.slashSize.default,
      forcedColumns: forcedColumns.default,
      forcedOffsets: forcedOffsets.default,
      block: block.default,
    });
    return {
      verticalSize: clampParam(params.verticalSize, sizes.verticalSize),
      slashSize: clampParam(params.slashSize, sizes.slashSize),
      local: clampParam(params.local, windowFor(budget, n, initial.default)),
      topBlocks: clampParam(params.topBlocks, tilesPerRowFor(budget, n, block.default)),
      targetCost: clampParam(params.targetCost, budget),
    };
  },
  select(head, values, ctx) {
    const { block, mask: shown } = values;
    switch (values.pattern) {
      case 'vertical-slash':
        return verticalSlash(head, probeHead(head, values, ctx.kernels), values, block, shown);
      case 'a-shape':
        return aShape(head, values.initial, values.local, block);
      case 'block-sparse':
        return blockSparse(head, values.topBlocks, block, ctx.kernels);
      case 'auto': {
        const search = { ...values, shown };
        const candidates = searchPattern(head, search, ctx);
        const { pattern } = candidates[0]!;
        return {
          ...pattern,
          warnings: [],
          trace: () => [searchStage(candidates, search), ...pattern.trace()],
        };
      }
    }
  },
  facts,
});
