// MoBA: every query routes itself to the blocks whose mean key it likes best.
import { clampParam } from '../../core/params.ts';
import { defineAttention } from '../attention.ts';
import { tokenStages } from './_shared/block-topk-stages.ts';
import { tilesPerRowFor } from './_shared/budget.ts';
import { headFrom } from '../_shared/heads.ts';
import { matrixOf, rowOf } from '../../core/tensor.ts';
import { blocks, blockSize } from '../_shared/params.ts';
import { readCell, readKernelPairs } from './_shared/reads.ts';
import { bestPerToken, scoreBlocks, tokenBlockMask } from './_shared/token-blocks.ts';

const params = {
  topBlocks: blocks(
    'Blocks per query',
    3,
    'How many blocks each query keeps, its own included; more keeps more.',
  ),
  block: blockSize(),
} as const;

export default defineAttention({
  id: 'moba',
  name: 'MoBA',
  domain: 'attention',
  summary: 'Each query picks the key blocks whose mean it matches best, and always its own.',
  about:
    'Mixture of experts, applied to attention: the keys are cut in blocks, each block is represented by ' +
    'the mean of its keys, and a parameter-free gate sends every query to the k blocks whose mean has the ' +
    'largest product with it. The own block is always among them, with a causal mask inside.',
  notice: [
    'Neighbouring queries may choose quite different blocks: rows look ragged where block-row methods look like tiles.',
    'A single important key is diluted by its neighbours: the mean of a block of sixteen carries one sixteenth of it.',
    'No query chooses with the help of later ones, unlike methods that pool queries.',
  ],
  differs: [
    'The original trains, or continues training, with this attention; here it is laid over a model that was trained dense.',
    'Blocks of 16 suit short texts; the example of the original has blocks of 2,048 and keeps 3.',
  ],
  paper: {
    title: 'MoBA: Mixture of Block Attention for Long-Context LLMs',
    authors: 'Enzhe Lu, Zhejun Jiang, Jingyuan Liu, Yulun Du, and others',
    year: 2025,
    arxiv: '2502.13189',
    repository: 'MoonshotAI/MoBA',
  },
  tags: {
    unit: 'blocks',
    selection: 'dynamic',
    training: 'learned',
    phase: 'both',
    role: 'baseline',
  },
  params,
  stages: [
    { id: 'scores', title: 'The gate' },
    { id: 'blocks', title: 'Chosen blocks' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [],
  atBudget: (budget, { n }) => ({
    topBlocks: clampParam(params.topBlocks, tilesPerRowFor(budget, n, params.block.default)),
  }),
  select({ n, d, q, k }, { topBlocks, block }, { kernels }) {
    const gate = scoreBlocks(q, k, block, 'mean', kernels);
    for (let i = 0; i < n; i++) rowOf(gate, i)[Math.floor(i / block)] = Infinity;
    const kept = bestPerToken(gate, block, topBlocks, kernels);
    const { mask, kernelPairs } = tokenBlockMask(n, block, kept);
    return {
      mask,
      kernelPairs,
      // Means of the keys, and a product with each block before the own one.
      estimationFlops: n * d + d * n * (gate.cols - 1),
      decodeKeys: mask.rowCount(n - 1),
      trace: () =>
        tokenStages(gate, kept, mask, block, 'mean keys; the own block is kept in any case'),
    };
  },
  facts: [
    {
      name: 'queries that turn around',
      why: 'Beside its own block each query keeps one: row 4 the largest of .5 and 2, row 5 (query −1) the smallest, row 6 the largest of .5, 2 and −1, row 7 the smallest. Rows 0 to 3 have no choice: 10 pairs, then 3, 4, 3 and 4.',
      head: () =>
        headFrom(column([1, 1, 1, 1, 1, -1, 1, -1]), column([0.5, 0.5, 2, 2, -1, -1, 3, 3])),
      params: { block: 2, topBlocks: 2 },
      rows: [
        '#.......',
        '##......',
        '###.....',
        '####....',
        '..###...',
        '##..##..',
        '..##..#.',
        '....####',
      ],
      pairs: 24,
      numbers: [
        { name: 'gate of query 6 to block 1', read: readCell('scores', 6, 1), expected: 2 },
        {
          name: 'pairs of whole blocks: two rows of one, six of two',
          read: readKernelPairs,
          expected: 28,
        },
      ],
    },
    {
      name: 'one block each',
      why: 'The own block is kept first, so nothing else fits.',
      head: () => headFrom(column([1, 1, 1, 1]), column([9, 9, 1, 1])),
      params: { block: 2, topBlocks: 1 },
      rows: ['#...', '##..', '..#.', '..##'],
    },
  ],
});

function column(values: readonly number[]) {
  return matrixOf(values.map((value) => [value]));
}
