// NSA's selection rule: blocks chosen per query by compressed attention, beside a sliding window.
import { buildCausal } from '../../core/mask/runs.ts';
import { matrix, rowOf, type Matrix } from '../../core/tensor.ts';
import { clampParam } from '../../core/params.ts';
import type { Kernels } from '../../kernels/contract.ts';
import { defineAttention, type AttentionHead } from '../attention.ts';
import { causalPairs, sinksAndWindowPairs, tilesPerRowCount, windowFor } from './_shared/budget.ts';
import { headFromLogits } from '../_shared/heads.ts';
import { blocks, blockSize, tokens } from '../_shared/params.ts';
import { readCell } from './_shared/reads.ts';
import { maskStage, resultStage } from './_shared/stages.ts';
import { bestPerToken, tokenBlockMask } from './_shared/token-blocks.ts';
import { count, list, whole } from '../_shared/words.ts';

const params = {
  topBlocks: blocks(
    'Selected blocks',
    4,
    'How many blocks each query reads in full, its own included; more keeps more.',
  ),
  window: tokens(
    'Window',
    32,
    'How many of the newest keys each query reads beside the blocks; 0 leaves the window out.',
    { min: 0 },
  ),
  force: {
    kind: 'choice',
    label: 'Always selected',
    help: 'Only the own block, or the first and the last two as well, which then take places from the rest.',
    options: [
      { value: 'own', label: 'own block' },
      { value: 'first-and-local', label: 'first, previous and own block' },
    ],
    default: 'own',
  },
  block: blockSize(),
} as const;

export default defineAttention({
  id: 'nsa',
  name: 'NSA (selection rule)',
  domain: 'attention',
  summary: 'Attention over block averages picks the blocks that each query reads in full.',
  about:
    'Native Sparse Attention has three branches that a learned gate mixes: attention over compressed ' +
    'blocks, attention over a few selected blocks in full, and a sliding window. The compressed branch ' +
    'also does the selecting: the blocks with the most compressed attention are read in full. The mask ' +
    'shows what the selected blocks and the window let a query read.',
  notice: [
    'A block is visible to the compressed branch only once it is complete, so the newest keys come from the own block and the window.',
    'Trained with this attention, a model learns keys that average well; this one did not, and it shows.',
  ],
  differs: [
    'Selection rule only, with untrained gates: the compressed branch adds to the output in the original, and gates weigh all three branches.',
    'Compression is the mean of the keys, as in the third-party code that was read; the paper compresses overlapping stretches of 32 at a stride of 16 with a learned network.',
    'Pairs that the window shares with a selected block are counted once; the kernels of the branches compute them twice.',
    'One block size for compression and selection. The paper selects 16 blocks of 64 beside a window of 512.',
    'No official code was found; fla-org/native-sparse-attention was followed.',
  ],
  paper: {
    title: 'Native Sparse Attention: Hardware-Aligned and Natively Trainable Sparse Attention',
    authors: 'Jingyang Yuan, Huazuo Gao, Damai Dai, and others',
    year: 2025,
    venue: 'ACL 2025',
    arxiv: '2502.11089',
    repository: 'fla-org/native-sparse-attention',
  },
  tags: {
    unit: 'blocks and diagonals',
    selection: 'dynamic',
    training: 'learned',
    phase: 'both',
    role: 'baseline',
  },
  params,
  stages: [
    { id: 'compressed', title: 'Attention over block means' },
    { id: 'selected', title: 'Selected blocks' },
    { id: 'window', title: 'Window' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [],
  atBudget(budget, { n }) {
    const { block } = params;
    const nb = Math.max(1, Math.ceil(n / block.default));
    // A quarter of the budget for the window, which covers the own block; blocks for the rest.
    const window = Math.max(1, Math.round(windowFor(budget, n, 0) / 4));
    const near = sinksAndWindowPairs(n, 0, Math.max(window, block.default)) / causalPairs(n);
    // Some of the selected blocks lie in the window.
    const further = (k: number) =>
      ((tilesPerRowCount(nb, k) - nb) / causalPairs(nb)) * Math.max(0, 1 - 1.2 * near);
    let k = 1;
    while (k < nb && near + further(k) < budget) k++;
    return {
      topBlocks: clampParam(params.topBlocks, budget >= 1 ? nb : k),
      window: clampParam(params.window, window),
    };
  },
  select(head, { topBlocks, window, force, block }, ctx) {
    const { n, d } = head;
    const group = ctx.siblings().filter((other) => other.kvHead === head.kvHead);
    const compressed = compressedAttention(group.length > 0 ? group : [head], block, ctx.kernels);
    const most = force === 'own' ? topBlocks : Math.max(3, topBlocks);
    const ranked = matrix(n, compressed.cols, compressed.data.slice());
    for (let i = 0; i < n; i++) {
      const own = Math.floor(i / block);
      const always = force === 'own' ? [own] : [own, own - 1, 0];
      for (const J of always) if (J >= 0) rowOf(ranked, i)[J] = Infinity;
    }
    const kept = bestPerToken(ranked, block, most, ctx.kernels);
    const selected = tokenBlockMask(n, block, kept);
    const near = buildCausal(n, (i, keep) => keep(i - window + 1, i + 1));
    const mask = buildCausal(n, (i, keep) => {
      selected.mask.forEachRun(i, keep);
      near.forEachRun(i, keep);
    });
    const last = kept[n - 1]!;
    return {
      mask,
      // Whole selected blocks, and what the window adds to them.
      kernelPairs: selected.kernelPairs + mask.count() - selected.mask.count(),
      estimationFlops: n * d + d * n * compressed.cols,
      decodeKeys: mask.rowCount(n - 1),
      warnings:
        most > topBlocks ? [`selected blocks ${topBlocks} was raised to the 3 forced blocks`] : [],
      trace: () => [
        {
          id: 'compressed',
          caption: `Each of ${count(n, 'query', 'queries')} attends to the means of its complete blocks, up to ${whole(compressed.cols)}.`,
          drawables: [
            {
              kind: 'matrix',
              matrix: compressed,
              rows: 'query',
              cols: 'key-block',
              causal: false,
              label: 'attention over block means',
            },
          ],
        },
        {
          id: 'selected',
          caption: `Each query selects up to ${count(most, 'block')}; the last one reads ${list([...last])}.`,
          drawables: [
            { kind: 'mask', mask: selected.mask, tile: block, label: 'selected blocks' },
            {
              kind: 'bars',
              axis: 'key-block',
              values: rowOf(compressed, n - 1).slice(),
              chosen: [...last],
              label: 'attention of the last query over block means',
            },
          ],
        },
        maskStage(
          'window',
          window === 0
            ? 'There is no window.'
            : `Each query also reads the newest ${count(Math.min(n, window), 'key')}.`,
          near,
          'window',
        ),
        resultStage(mask, 'Both together: the mask', block),
      ],
    };
  },
  facts: [
    {
      name: 'one block beside the own',
      why: 'At row 4 blocks 0 and 1 are complete, with means that give .182 and .818: the own block 2 and block 1 are read. At row 5 block 2 is complete too and takes .786, but it is the own block: of .175 and .039 block 0 wins.',
      head: () =>
        headFromLogits([
          [0],
          [0, 0],
          [0, 0, 0],
          [0, 0, 0, 0],
          [ln(0.182), ln(0.182), ln(0.818), ln(0.818), 0, 0],
          [ln(0.175), ln(0.175), ln(0.039), ln(0.039), ln(0.786), ln(0.786)],
        ]),
      params: { block: 2, topBlocks: 2, window: 0 },
      rows: ['#.....', '##....', '###...', '####..', '..###.', '##..##'],
      numbers: [
        { name: 'block 1 at row 4', read: readCell('compressed', 4, 1), expected: 0.818 },
        {
          name: 'block 2 at row 4 is not complete',
          read: readCell('compressed', 4, 2),
          expected: 0,
        },
        { name: 'block 0 at row 5', read: readCell('compressed', 5, 0), expected: 0.175 },
      ],
    },
    {
      name: 'a window beside the blocks',
      why: 'With one block each, the own one; the window of 2 adds the key before.',
      head: () => headFromLogits([[0], [0, 0], [0, 0, 0], [0, 0, 0, 0]]),
      params: { block: 2, topBlocks: 1, window: 2 },
      rows: ['#...', '##..', '.##.', '..##'],
    },
  ],
});

function ln(p: number): number {
  return Math.log(p);
}

/**
 * n × nb: softmax of q·k̄_J/√d over the blocks that end at or before each query, summed over the query
 * heads that share the keys; 0 elsewhere.
 */
function compressedAttention(
  group: readonly AttentionHead[],
  block: number,
  kernels: Kernels,
): Matrix {
  const { n, d, k } = group[0]!;
  const means = kernels.poolMean(k, block);
  const total = matrix(n, means.rows);
  for (const { q } of group) {
    const scores = kernels.products(q, means, 1 / Math.sqrt(d));
    for (let i = 0; i < n; i++) {
      const complete = Math.floor((i + 1) / block);
      const row = rowOf(scores, i).subarray(0, complete);
      const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
      const weights = row.map((score) => Math.exp(score - largest));
      const sum = weights.reduce((a, b) => a + b, 0);
      const into = rowOf(total, i);
      for (let J = 0; J < complete; J++) into[J]! += weights[J]! / sum;
    }
  }
  return total;
}
