// SeerAttention: a small gate per head, trained to see where the attention of blocks will be.
import { ensureDiagonalForEmptyRows } from '../../../core/mask/ops.ts';
import { clampParam } from '../../../core/params.ts';
import { rowOf } from '../../../core/tensor.ts';
import { defineAttention } from '../../attention.ts';
import { wholeTilePairs } from '../_shared/block-rows.ts';
import { bestBlocks, blockMask } from '../_shared/blocks.ts';
import { causalPairs } from '../_shared/budget.ts';
import { blockSize, share, when } from '../../_shared/params.ts';
import { facts } from './facts.ts';
import { seerStages } from './stages.ts';
import { gateTarget, learnedGate, TABLE } from './gate.ts';
import { count } from '../../_shared/words.ts';

const params = {
  gate: {
    kind: 'choice',
    label: 'Gate',
    help: 'The gate after so many training steps, or what it was taught: the tile maxima of the true attention.',
    options: [
      { value: 'step_500', label: 'trained, 500 steps' },
      { value: 'step_200', label: '200 steps' },
      { value: 'step_100', label: '100 steps' },
      { value: 'step_50', label: '50 steps' },
      { value: 'step_0', label: 'untrained' },
      { value: 'target', label: 'its target (bound)' },
    ],
    default: 'step_500',
  },
  rule: {
    kind: 'choice',
    label: 'Keep',
    help: 'The best blocks of each row up to a share of the triangle, or all blocks whose gate is above a threshold.',
    options: [
      { value: 'ratio', label: 'a share of all blocks' },
      { value: 'threshold', label: 'gates above a threshold' },
    ],
    default: 'ratio',
  },
  ratio: when(
    'rule',
    ['ratio'],
    share('Share kept', 0.25, 'About this share of the causal blocks is kept; larger keeps more.', {
      min: 0.001,
    }),
  ),
  threshold: when(
    'rule',
    ['threshold'],
    share('Threshold', 0.005, 'Smallest gate value that is passed by; larger keeps less.', {
      max: 0.5,
      step: 0.0005,
    }),
  ),
  lastDense: {
    kind: 'boolean',
    label: 'Last rows dense',
    help: 'Keeps the last two block rows complete, as the original does.',
    default: true,
  },
  block: blockSize(),
} as const;

export default defineAttention({
  id: 'seerattention',
  name: 'SeerAttention',
  domain: 'attention',
  summary: 'A tiny trained gate looks at pooled queries and keys and says which blocks matter.',
  about:
    'Instead of guessing by a rule, SeerAttention learns the guess. For every head a small matrix turns the ' +
    'largest, smallest and mean key of each block into a summary; its product with the mean query of a ' +
    'block of queries gates the pair of blocks. The model stays frozen: only gates are trained, to match ' +
    'the tile maxima of the true attention.',
  notice: [
    'Step through the training: the untrained gate is blind, and after a few hundred steps sinks, diagonals and bright tiles are there.',
    'One threshold is not one density: short rows have large gate values, long rows small ones.',
    'The last two block rows are dense whatever the knob says, so density has a floor.',
  ],
  differs: [
    'The gates were trained by this project for its own model: 16 tokens per block, 500 steps on windows of 1,024 tokens. The original has blocks of 64 and trains on windows of 64k.',
    'Gate and head have the same width, so there is no projection of the queries, as in the default of the original with one pooling.',
    'Rows that a threshold leaves without any block keep their own key; the original would divide by zero.',
    'The threshold suits short texts, whose gate values are larger; the original uses 0.0005 to 0.005.',
    'The budget sets the share, or the threshold by a rough estimate.',
  ],
  paper: {
    title: 'SeerAttention: Learning Intrinsic Sparse Attention in Your LLMs',
    authors:
      'Yizhao Gao, Zhichen Zeng, Dayou Du, Shijie Cao, Peiyuan Zhou, Jiaxing Qi, Junjie Lai, Hayden Kwok-Hay So, Ting Cao, Fan Yang, Mao Yang',
    year: 2024,
    venue: 'NeurIPS 2025',
    arxiv: '2410.13276',
    repository: 'microsoft/SeerAttention',
  },
  tags: {
    unit: 'blocks',
    selection: 'dynamic',
    training: 'learned',
    phase: 'prefill',
    role: 'system',
    looksAhead: true,
  },
  assets: [TABLE],
  params,
  stages: [
    { id: 'target', title: 'What it should see' },
    { id: 'gate', title: 'What the gate sees' },
    { id: 'blocks', title: 'Chosen blocks' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'With fine-tuning and YaRN, 90 % sparsity at 32k tokens with little loss of perplexity, 5.67× faster than FlashAttention-2.',
      source: 'Abstract, arXiv 2410.13276',
    },
  ],
  atBudget(budget, { n }) {
    const nb = Math.max(1, Math.ceil(n / params.block.default));
    // The last two block rows are complete; the rest is up to the ratio.
    const complete = Math.min(1, (2 * nb - 1) / causalPairs(nb));
    const ratio = budget >= 1 ? 1 : (budget - complete) / (1 - complete);
    return {
      ratio: clampParam(params.ratio, ratio),
      threshold: clampParam(params.threshold, (0.55 * (1 / budget - 1)) / nb),
    };
  },
  select(head, { gate: step, rule, ratio, threshold, lastDense, block }, ctx) {
    const { n } = head;
    const gate =
      step === 'target' ? gateTarget(ctx.dense(), n, block) : learnedGate(head, step, block, ctx);
    const nb = gate.probs.rows;
    // k such that k columns of every row make about this share of the triangle.
    const k = Math.max(1, Math.floor((1 - Math.sqrt(1 - ratio)) * nb));
    const chosen =
      rule === 'ratio'
        ? bestBlocks(gate.logits, k, ctx.kernels)
        : Array.from({ length: nb }, (_, I) => above(rowOf(gate.probs, I), I, threshold));
    const rows = chosen.map((kept, I) =>
      lastDense && I >= nb - 2 ? Uint32Array.from({ length: I + 1 }, (_, J) => J) : kept,
    );
    const tiles = blockMask(n, block, rows);
    const { mask, added } = ensureDiagonalForEmptyRows(tiles);
    return {
      mask,
      kernelPairs: wholeTilePairs(tiles) + added,
      estimationFlops: gate.flops,
      decodeKeys: 'unchanged',
      warnings:
        added === 0
          ? []
          : [`${count(added, 'row')} had no gate above the threshold; their diagonal was added`],
      trace: () =>
        seerStages(
          gate.probs,
          gateTarget(ctx.dense(), n, block).probs,
          rows,
          mask,
          block,
          lastDense,
        ),
    };
  },
  facts,
});

/** Blocks J ≤ I of a row whose gate is above t. */
function above(row: Float32Array, I: number, t: number): Uint32Array {
  const kept: number[] = [];
  for (let J = 0; J <= I; J++) if (row[J]! > t) kept.push(J);
  return Uint32Array.from(kept);
}
