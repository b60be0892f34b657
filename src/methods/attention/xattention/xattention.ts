// XAttention: blocks scored by the sums along antidiagonals of small cells.
import type { TileMask } from '../../../core/mask/tiles.ts';
import { clampParam } from '../../../core/params.ts';
import { matrixOf, rowOf, type Matrix } from '../../../core/tensor.ts';
import type { Stage } from '../../../core/trace.ts';
import { defineAttention } from '../../attention.ts';
import { wholeTilePairs } from '../_shared/block-rows.ts';
import { blockMask, type BlockRows } from '../_shared/blocks.ts';
import { coverageFor } from '../_shared/budget.ts';
import { headFrom } from '../../_shared/heads.ts';
import { blockSize, share } from '../../_shared/params.ts';
import { readCell } from '../_shared/reads.ts';
import { maskStage, resultStage } from '../_shared/stages.ts';
import { count, list, number, percent, whole } from '../../_shared/words.ts';
import { cellAttention, chooseBlocks, sumCells } from './steps.ts';

const params = {
  tau: share(
    'Coverage τ',
    0.9,
    'Share of a block row’s estimated attention that its kept blocks must hold; larger keeps more.',
    { min: 0.01 },
  ),
  stride: {
    kind: 'integer',
    label: 'Stride',
    help: 'Side of the cells whose antidiagonals are summed; larger is cheaper and coarser.',
    min: 1,
    max: 64,
    default: 4,
    unit: 'tokens',
  },
  rule: {
    kind: 'choice',
    label: 'Selection',
    help: 'As the official code selects in the first chunk of a prompt, which lags and keeps more, or the plain rule of its later chunks.',
    options: [
      { value: 'first-chunk', label: 'official code, first chunk' },
      { value: 'plain', label: 'plain rule' },
    ],
    default: 'first-chunk',
  },
  block: blockSize(),
} as const;

export default defineAttention({
  id: 'xattention',
  name: 'XAttention',
  domain: 'attention',
  summary: 'Score blocks by summing products along antidiagonals, then cover a share τ.',
  about:
    'An antidiagonal of a small cell crosses every row and every column of it once, so its sum notices ' +
    'both bright columns and bright diagonals. XAttention sums the products of queries and keys along the ' +
    'antidiagonals of all cells, turns the sums into a coarse attention map, adds that up per block, and ' +
    'keeps the heaviest blocks of each block row until they hold a share τ.',
  notice: [
    'Estimating costs one part in the stride of the dense products: the larger the stride, the blurrier the coarse map.',
    'Rows spend what they need: block rows with spread-out attention keep more blocks at the same τ.',
    'The first block and the own block stay in any case.',
  ],
  differs: [
    'Blocks of 16 and a stride of 4 suit short texts; the original uses blocks of 128 and a stride of 8 or 16.',
    'One τ for all heads; the original ships a table of one τ per head, found by dynamic programming, for one model.',
    'A block size that is no multiple of the stride is raised to the next one.',
    'τ = 1 keeps everything, so that rounding cannot drop the last blocks.',
  ],
  paper: {
    title: 'XAttention: Block Sparse Attention with Antidiagonal Scoring',
    authors: 'Ruyi Xu, Guangxuan Xiao, Haofeng Huang, Junxian Guo, Song Han',
    year: 2025,
    venue: 'ICML 2025',
    arxiv: '2503.16428',
    repository: 'mit-han-lab/x-attention',
  },
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
    { id: 'cells', title: 'Coarse attention of cells' },
    { id: 'scores', title: 'Attention per block' },
    { id: 'cover', title: 'Until τ is covered' },
    { id: 'blocks', title: 'Chosen blocks' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'Up to 13.5× faster attention computation, with accuracy comparable to full attention.',
      source: 'Abstract, arXiv 2503.16428',
    },
  ],
  atBudget: (budget) => ({ tau: clampParam(params.tau, coverageFor(budget, 2.4)) }),
  select(head, { tau, stride, rule, block: asked }, { kernels }) {
    const { n, d } = head;
    const ratio = Math.ceil(asked / stride);
    const block = ratio * stride;
    const cells = cellAttention(head, stride, kernels);
    const scores = sumCells(cells, ratio);
    const rows = Array.from({ length: scores.rows }, (_, I) =>
      chooseBlocks(rowOf(scores, I).subarray(0, I + 1), tau, rule),
    );
    const mask = blockMask(n, block, rows);
    return {
      mask,
      kernelPairs: wholeTilePairs(mask),
      // One antidiagonal of 2·d·S FLOPs for each causal pair of cells.
      estimationFlops: d * stride * cells.rows * (cells.rows + 1),
      decodeKeys: 'unchanged',
      warnings:
        block === asked
          ? []
          : [`block size ${asked} was raised to ${block}, a multiple of the stride`],
      trace: () => stages(cells, scores, rows, mask, tau, stride),
    };
  },
  facts: [
    {
      name: 'antidiagonals of two cells by two',
      why: 'Cell (3, 1) sums q₇·k₂ + q₆·k₃ = 1·2 + 2·1 = 4. Rows of [2 5 1 4; 1 2 0 1; 1 5 3 7; 1 4 2 5] / 2, causal, give by softmax the block sums 2 | 1.133 and .867.',
      head: () =>
        headFrom(
          matrixOf([1, 2, 0, 1, 3, 1, 2, 1].map((x) => [x])),
          matrixOf([1, 0, 2, 1, 0, 1, 1, 2].map((x) => [x])),
        ),
      params: { stride: 2, block: 4, tau: 0.9 },
      pairs: 36,
      numbers: [
        { name: 'block (0, 0)', read: readCell('scores', 0, 0), expected: 2 },
        {
          // Row 2: (e^.5 + e^2.5) of (e^.5 + e^2.5 + e^1.5) = .7553; row 3: (e^.5 + e^2) of all four = .3775.
          name: 'block (1, 0)',
          read: readCell('scores', 1, 0),
          expected: 1.13281,
        },
        {
          name: 'cell (1, 0) of softmax [.5 1]',
          read: readCell('cells', 1, 0),
          expected: 1 / (1 + Math.exp(0.5)),
        },
      ],
    },
    {
      name: 'a ragged text',
      why: 'Five tokens in cells of 2 are three cells, in blocks of 4 two; the last block row holds one cell row, so it sums to 1.',
      head: () =>
        headFrom(matrixOf([[1], [1], [1], [1], [1]]), matrixOf([[0], [0], [0], [0], [0]])),
      params: { stride: 2, block: 4, tau: 0.5 },
      pairs: 15,
      numbers: [
        {
          name: 'block (1, 0), two of three even cells',
          read: readCell('scores', 1, 0),
          expected: 2 / 3,
        },
        { name: 'block (1, 1)', read: readCell('scores', 1, 1), expected: 1 / 3 },
      ],
    },
  ],
});

function stages(
  cells: Matrix,
  scores: Matrix,
  rows: BlockRows,
  mask: TileMask,
  tau: number,
  stride: number,
): Stage[] {
  const I = scores.rows - 1;
  const last = rowOf(scores, I).slice();
  const sorted = last.slice().sort().reverse();
  let sum = 0;
  const running = sorted.map((score) => (sum += score));
  return [
    {
      id: 'cells',
      caption: `Products are summed along the antidiagonals of ${stride} × ${stride} cells: ${whole(cells.rows)} × ${whole(cells.rows)} cells stand for ${whole(mask.rows)} × ${whole(mask.rows)} pairs.`,
      drawables: [
        {
          kind: 'matrix',
          matrix: cells,
          rows: 'query-block',
          cols: 'key-block',
          causal: true,
          label: 'attention between cells',
        },
      ],
    },
    {
      id: 'scores',
      caption: `Cells are added up to ${count((scores.rows * (scores.rows + 1)) / 2, 'block')} of ${mask.block} × ${mask.block}.`,
      drawables: [
        {
          kind: 'matrix',
          matrix: scores,
          rows: 'query-block',
          cols: 'key-block',
          causal: true,
          label: 'estimated attention per block',
        },
      ],
    },
    {
      id: 'cover',
      caption: `The last block row keeps ${list([...rows[I]!])}, to hold ${percent(tau)} of ${number(sum)}.`,
      drawables: [
        {
          kind: 'bars',
          axis: 'key-block',
          values: last,
          chosen: [...rows[I]!],
          forced: I === 0 ? [0] : [0, I],
          label: 'estimated attention of the last block row',
        },
        {
          kind: 'curve',
          x: 'blocks, heaviest first',
          y: 'attention held so far',
          series: [{ label: 'last block row', values: running }],
          threshold: tau * sum,
          label: 'coverage',
        },
      ],
    },
    maskStage(
      'blocks',
      `Block rows keep ${number(mean(rows))} blocks on average.`,
      mask,
      'chosen blocks',
      mask.block,
    ),
    resultStage(mask, 'The mask', mask.block),
  ];
}

function mean(rows: BlockRows): number {
  return rows.reduce((sum, kept) => sum + kept.length, 0) / rows.length;
}
