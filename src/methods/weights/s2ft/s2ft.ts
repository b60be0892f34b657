// S²FT: train a few heads and channels, brought together into dense slices.
import type { NumberParam } from '../../../core/params.ts';
import { matrixOf } from '../../../core/tensor.ts';
import { count, percent, whole } from '../../_shared/words.ts';
import { readNumber } from '../../_shared/reads.ts';
import { defineWeights, type WeightMatrix, type WeightModel } from '../../weights.ts';
import { weightFrom } from '../_shared/facts.ts';
import { maskOf } from '../_shared/keep.ts';
import { seed } from '../_shared/params.ts';
import { checkStage, drawStage, orderStage } from './stages.ts';
import { drawUnits, trained } from './draw.ts';
import { keepUnits } from '../_shared/units.ts';

const ratio = (label: string, preset: number, help: string): NumberParam => ({
  ...{ kind: 'number', label, help, min: 0, max: 1, step: 0.005, default: preset },
});

const params = {
  vRatio: ratio(
    'Heads of v',
    0,
    'Share of all heads whose rows of v are trained; larger trains more.',
  ),
  oRatio: ratio(
    'Heads of o',
    0.1,
    'Share of all heads whose columns of o are trained; larger trains more.',
  ),
  upRatio: ratio(
    'Channels of up',
    0,
    'Share of all channels whose rows of up are trained; larger trains more.',
  ),
  downRatio: ratio(
    'Channels of down',
    0.03,
    'Share of all channels whose columns of down are trained; larger trains more.',
  ),
  seed,
};

export default defineWeights({
  id: 's2ft',
  name: 'S²FT',
  domain: 'weights',
  summary: 'Trains a few heads and channels, moved together into dense slices.',
  about:
    'Fine-tuning rarely needs every weight. S²FT draws a few attention heads and feed-forward channels from ' +
    'the whole model, and reorders heads and channels in all coupled matrices so that what was drawn lies ' +
    'side by side. The function does not change, and training touches only dense slices: rows of v and up, ' +
    'columns of o and down. The rest stays frozen, and what was learnt can be subtracted again.',
  notice: [
    'The mask shows what would be trained, not what stays: no weight is removed, and the model’s loss is that of the dense one.',
    'Layers get different numbers of channels, because the draw is over the whole model.',
    'In the trace, scattered columns slide into one block, and the part’s output is the same to the last bit.',
  ],
  differs: [
    'Selection and reordering only; nothing is trained here.',
    'Units are drawn at random, as in the released scripts; the paper also tries choosing by weights, activations and gradients.',
    'In grouped-query models the query heads that share a key/value head move together.',
    'The check of the output runs on random inputs without positions, as these turn every head by itself, and sums in double precision: in single precision a new order of summation moves the last bits.',
  ],
  paper: {
    title: 'S²FT: Efficient, Scalable and Generalizable LLM Fine-tuning by Structured Sparsity',
    authors:
      'Xinyu Yang, Jixuan Leng, Geyang Guo, Jiawei Zhao, Ryumei Nakada, Linjun Zhang, Huaxiu Yao, Beidi Chen',
    year: 2024,
    venue: 'NeurIPS 2024',
    arxiv: '2412.06289',
    repository: 'Infini-AI-Lab/S2FT',
  },
  tags: {
    unit: 'heads and channels',
    selection: 'static',
    training: 'training-free',
    phase: 'any',
    role: 'system',
  },
  effect: 'train',
  calibrates: { plan: false, select: false },
  params,
  stages: [
    { id: 'draw', title: 'The draw' },
    { id: 'order', title: 'Moved together' },
    { id: 'check', title: 'The same function' },
    { id: 'mask', title: 'What is trained' },
  ],
  claims: [
    {
      text: 'On average 4.6 % above LoRA on commonsense and 1.3 % on arithmetic reasoning, and 11.5 % above full fine-tuning in generalisation after instruction tuning.',
      source: 'Abstract, arXiv 2412.06289',
    },
    {
      text: 'Training memory up to 3 times smaller and latency 1.5 to 2.7 times better than full fine-tuning.',
      source: 'Abstract, arXiv 2412.06289',
    },
  ],
  // The output side, as in the released runs: the share of all heads and channels that is trained.
  atBudget: (budget) => ({ oRatio: budget, downRatio: budget }),
  plan: (model, { vRatio, oRatio, upRatio, downRatio, seed: from }) =>
    drawUnits(model, { v: vRatio, o: oRatio, up: upRatio, down: downRatio }, from),
  select(subject, _, { plan, siblings }) {
    const units = trained(subject, plan);
    const mask = maskOf(keepUnits(subject, units), subject.out, subject.in);
    return {
      mask,
      estimationFlops: 0,
      contest: { among: 'units' },
      trace: () => [
        drawStage(subject, plan, units),
        orderStage(subject, plan),
        ...checkStage(subject, plan, siblings()),
        {
          id: 'mask',
          caption: `Of ${count(mask.rows * mask.cols, 'weight')} of this matrix ${whole(mask.count())} would be trained, ${percent(mask.count() / (mask.rows * mask.cols))}.`,
          drawables: [{ kind: 'mask', mask, label: 'trained weights' }],
        },
      ],
    };
  },
  facts: [
    {
      name: 'all of down',
      why: 'A ratio of 1 draws every channel, and only for down.',
      ...twoLayers(0),
      params: { oRatio: 0, downRatio: 1 },
      kept: 8,
    },
    {
      name: 'counts are those of the whole model',
      why: '⌊0.4 · 2 layers · 4 channels⌋ = 3 channels in all, so that one layer has at most 3.',
      ...twoLayers(1),
      params: { oRatio: 0, downRatio: 0.4 },
      numbers: [
        {
          name: 'channels drawn in both layers',
          read: (selection) => readNumber('draw', 'drawn in the whole model')(selection),
          expected: 3,
        },
      ],
    },
    {
      name: 'gate is never trained, but moves along',
      why: 'Only rows of up and columns of down are. Whatever the draw, the 8 · 2 outputs of the part stay as they are.',
      matrix: () => feedForward(0)[0]!,
      model: () => ({ matrices: feedForward(0) }),
      params: { oRatio: 0, upRatio: 0.25, downRatio: 0.5 },
      rows: ['..', '..', '..', '..'],
      numbers: [
        {
          name: 'outputs that agree to the last bit',
          read: readNumber('check', 'identical to the last bit'),
          expected: 16,
        },
      ],
    },
  ],
});

/** The feed-forward part of a block with two hidden dimensions and four channels. */
function feedForward(layer: number): WeightMatrix[] {
  const site = { layer, layers: 2 };
  const inward = matrixOf([
    [1, 2],
    [-3, 4],
    [0.5, -1],
    [2, 0.25],
  ]);
  const outward = matrixOf([
    [1, -2, 3, 4],
    [0.5, 0.25, -1, 2],
  ]);
  return [
    weightFrom(inward, { ...site, name: 'gate' }),
    weightFrom(inward, { ...site, name: 'up' }),
    weightFrom(outward, { ...site, name: 'down' }),
  ];
}

/** Two such blocks, `down` of one of them the subject. */
function twoLayers(layer: number): { matrix: () => WeightMatrix; model: () => WeightModel } {
  const matrices = (): WeightMatrix[] => [...feedForward(0), ...feedForward(1)];
  return {
    matrix: () => matrices().find((each) => each.name === 'down' && each.layer === layer)!,
    model: () => ({ matrices: matrices() }),
  };
}
