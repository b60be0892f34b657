// Oracles: the best masks that exact knowledge of the attention allows.
import { clampParam, type ParamValues } from '../../../core/params.ts';
import { defineAttention, type AttentionContext, type AttentionHead } from '../../attention.ts';
import { wholeTilePairs } from '../_shared/block-rows.ts';
import { causalPairs, tilesPerRowFor, windowFor } from '../_shared/budget.ts';
import { facts } from './facts.ts';
import { concentrationStage, rowStage, tilesStage } from './stages.ts';
import { aboveThreshold, largestPairs, rowTopK, rowTopP, topTiles } from './choices.ts';
import { blocks, blockSize, share, tokens, when } from '../../_shared/params.ts';
import { resultStage } from '../_shared/stages.ts';
import { count, number, percent } from '../../_shared/words.ts';

const params = {
  kind: {
    kind: 'choice',
    label: 'Oracle',
    help: 'What is ranked: all pairs of the map, the keys of each query, or whole blocks.',
    options: [
      { value: 'share', label: 'largest weights of the map' },
      { value: 'row-top-k', label: 'top-k of each row' },
      { value: 'top-p', label: 'top-p of each row' },
      { value: 'threshold', label: 'weights above a threshold' },
      { value: 'block', label: 'top blocks of each block row' },
    ],
    default: 'share',
  },
  share: when(
    'kind',
    ['share'],
    share('Share kept', 0.1, 'Share of the causal pairs that is kept, heaviest first.', {
      step: 0.001,
    }),
  ),
  k: when(
    'kind',
    ['row-top-k'],
    tokens('Keys per query', 64, 'How many of its heaviest keys each query keeps.'),
  ),
  p: when(
    'kind',
    ['top-p'],
    share('Mass per query', 0.9, 'Each query keeps the fewest keys that hold this much attention.'),
  ),
  threshold: when(
    'kind',
    ['threshold'],
    share('Threshold', 0.001, 'Smallest weight that is kept; larger keeps less.', { step: 0.0005 }),
  ),
  relative: {
    kind: 'boolean',
    label: 'Relative threshold',
    help: 'Measure the threshold against the largest weight of each row instead of against 1.',
    default: false,
    when: { param: 'kind', is: ['threshold'] },
  },
  topBlocks: when(
    'kind',
    ['block'],
    blocks('Blocks per row', 8, 'How many of its heaviest blocks each block row keeps.'),
  ),
  block: when('kind', ['block'], blockSize()),
} as const;

export default defineAttention({
  id: 'oracle',
  name: 'Oracle',
  domain: 'attention',
  summary: 'The best that could be kept, read off the exact attention.',
  about:
    'Computes all of the attention and keeps the heaviest part, so it saves nothing and serves as a ' +
    'bound. The largest weights of the whole map hold the most attention that any mask with as many pairs ' +
    'can hold. Top-k and top-p are the same idea row by row, and the block oracle is the bound for ' +
    'methods that can only choose whole tiles.',
  notice: [
    'How few pairs hold nearly all attention in a peaked head, and how many it takes in a diffuse one.',
    'The gap between the block oracle and the others is what tiles cost before any method has guessed wrong.',
    'Top-k gives every query the same number of keys; the largest weights of the map spend more where attention is spread out.',
    'More recall is not always a better output: a dropped key with an unusual value hurts more than its weight says.',
  ],
  differs: [
    'The largest weights of the map are taken after the heaviest key of each row, so that no query is left without a key; among masks without empty rows this is still the best.',
    'A threshold that leaves a row empty keeps its heaviest key.',
    'The budget of top-p and of the threshold is an estimate, fitted to the heads of the atlas model; for the others it is a count.',
  ],
  tags: {
    unit: 'pairs, or blocks',
    selection: 'dynamic',
    training: 'training-free',
    phase: 'any',
    role: 'bound',
  },
  params,
  stages: [
    { id: 'cut', title: 'Where the cut falls' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [],
  atBudget: (budget, { n }) => ({
    share: budget,
    k: clampParam(params.k, windowFor(budget, n, 0)),
    // Fitted to the heads of the atlas model.
    p: clampParam(params.p, 1 - 0.12 * (1 - budget) ** 2 * budget ** (-1 / 3)),
    threshold: Math.min(1, (0.28 * (1 / budget - 1)) / n),
    topBlocks: clampParam(params.topBlocks, tilesPerRowFor(budget, n, params.block.default)),
  }),
  select(head, values, ctx) {
    const { n, d } = head;
    return {
      // Every key of every query had to be scored first.
      estimationFlops: 2 * d * causalPairs(n),
      decodeKeys: 'unchanged',
      ...choose(head, values, ctx),
    };
  },
  facts,
});

type Values = ParamValues<typeof params>;

function choose({ n }: AttentionHead, values: Values, ctx: AttentionContext) {
  const probs = ctx.dense();
  switch (values.kind) {
    case 'share': {
      const wanted = Math.max(n, Math.round(values.share * causalPairs(n)));
      const { mask, cut } = largestPairs(probs, n, wanted);
      const caption = Number.isFinite(cut)
        ? `The cut falls at a weight of ${number(cut)}`
        : 'Only the heaviest key of each row fits';
      const trace = () => [concentrationStage(probs, mask, caption), resultStage(mask)];
      return { mask, trace };
    }
    case 'threshold': {
      const { mask, added } = aboveThreshold(probs, n, values.threshold, values.relative);
      const limit = `${number(values.threshold)}${values.relative ? ' of the largest of its row' : ''}`;
      const trace = () => [
        concentrationStage(probs, mask, `Weights of at least ${limit} stay`),
        resultStage(mask),
      ];
      const warnings =
        added === 0
          ? []
          : [`${count(added, 'row')} had no weight above the threshold and kept the heaviest key`];
      return { mask, trace, warnings };
    }
    case 'row-top-k': {
      const mask = rowTopK(probs, n, values.k, ctx.kernels);
      const lead = `Each query keeps its ${count(Math.min(n, values.k), 'heaviest key')}`;
      return { mask, trace: () => [rowStage(probs, mask, lead), resultStage(mask)] };
    }
    case 'top-p': {
      const mask = rowTopP(probs, n, values.p, ctx.kernels);
      const lead = `Each query keeps the fewest keys that hold ${percent(values.p)} of its attention`;
      return { mask, trace: () => [rowStage(probs, mask, lead), resultStage(mask)] };
    }
    case 'block': {
      const { block, topBlocks } = values;
      const { mask, sums } = topTiles(probs, n, block, topBlocks, ctx.kernels);
      return {
        mask,
        kernelPairs: wholeTilePairs(mask),
        trace: () => [tilesStage(sums, mask, topBlocks), resultStage(mask, 'The mask', block)],
      };
    }
  }
}
