// Random pruning: the floor that every method must beat.
import { createRandom } from '../../../core/random.ts';
import { matrix } from '../../../core/tensor.ts';
import type { Stage } from '../../../core/trace.ts';
import { percent, whole } from '../../_shared/words.ts';
import { readBar } from '../../_shared/reads.ts';
import { defineWeights, type WeightMatrix, type WeightModel } from '../../weights.ts';
import { weightFrom } from '../_shared/facts.ts';
import { dropSmallest, keepNofM, maskOf } from '../_shared/keep.ts';
import {
  groupsOf,
  pattern,
  seed,
  sparsityAt,
  sparsityParam,
  whenUnstructured,
} from '../_shared/params.ts';
import { erdosRenyi } from './ratios.ts';
import { keyOf, placesOf } from './site.ts';
import { resultStage } from '../_shared/stages.ts';

const params = {
  pattern,
  sparsity: whenUnstructured(sparsityParam('Share of the weights that go; larger keeps less.')),
  ratios: {
    kind: 'choice',
    label: 'Ratios',
    help: 'The same density in every matrix, or more in small ones at the same total (Erdős–Rényi).',
    options: [
      { value: 'uniform', label: 'uniform' },
      { value: 'er', label: 'Erdős–Rényi' },
    ],
    default: 'uniform',
    when: { param: 'pattern', is: ['unstructured'] },
  },
  seed,
} as const;

export default defineWeights({
  id: 'random',
  name: 'Random',
  domain: 'weights',
  summary: 'Weights go by lot: the floor that every score must beat.',
  about:
    'Every weight draws a number and the lowest go. What a method gains over this is what its score ' +
    'knows. With Erdős–Rényi ratios the budget is dealt out by shape: a matrix keeps a share proportional ' +
    'to (in + out) / (in · out), so small and narrow matrices stay denser at the same total.',
  notice: [
    'A trained model breaks down long before half of its weights are gone; the same share by the score of single weights hurts far less.',
    'Other seeds give other masks and nearly the same loss.',
  ],
  differs: [
    'The paper draws the mask before training and trains what is left; here a trained model is pruned and not trained again.',
    'Exactly round(n · density) weights of a matrix stay; the code keeps each by its own draw, so that its counts fluctuate.',
    'Erdős–Rényi is one of several ratios in the paper; those taken from SNIP and GraSP need gradients.',
  ],
  paper: {
    title:
      'The Unreasonable Effectiveness of Random Pruning: Return of the Most Naive Baseline for Sparse Training',
    authors:
      'Shiwei Liu, Tianlong Chen, Xiaohan Chen, Li Shen, Decebal Constantin Mocanu, Zhangyang Wang, Mykola Pechenizkiy',
    year: 2022,
    venue: 'ICLR 2022',
    arxiv: '2202.02643',
    repository: 'VITA-Group/Random_Pruning',
  },
  tags: {
    unit: 'weights',
    selection: 'static',
    training: 'training-free',
    phase: 'any',
    role: 'baseline',
  },
  effect: 'prune',
  calibrates: { plan: false, select: false },
  params,
  stages: [
    { id: 'ratios', title: 'Densities' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'A randomly pruned Wide ResNet-50, trained sparse, outperforms a dense Wide ResNet-50 on ImageNet.',
      source: 'Abstract, arXiv 2202.02643',
    },
  ],
  atBudget: (budget) => ({ sparsity: sparsityAt(budget, params.sparsity) }),
  plan({ matrices }, { sparsity, ratios }) {
    const densities =
      ratios === 'er' ? erdosRenyi(matrices, 1 - sparsity) : matrices.map(() => 1 - sparsity);
    return { densities, places: placesOf(matrices) };
  },
  select(subject, { pattern: chosen, sparsity, seed: from }, { plan }) {
    const { weight } = subject;
    const groups = groupsOf(chosen, weight.cols);
    const random = createRandom(`random ${from} ${keyOf(subject)}`);
    const draws = matrix(weight.rows, weight.cols);
    for (let p = 0; p < draws.data.length; p++) draws.data[p] = random.next();
    const place = plan.places.get(keyOf(subject)) ?? -1;
    const density = plan.densities[place] ?? 1 - sparsity;
    const all = draws.data.length;
    const keep = groups
      ? keepNofM(draws, groups.n, groups.m)
      : dropSmallest(draws.data, all - Math.round(all * density));
    const mask = maskOf(keep, weight.rows, weight.cols);
    const ratios: Stage = {
      id: 'ratios',
      caption: `This matrix may keep ${percent(density)} of its ${whole(all)} weights.`,
      drawables: [
        {
          kind: 'bars',
          axis: 'matrix',
          values: Float32Array.from(plan.densities),
          chosen: [place],
          label: 'density of every matrix',
        },
      ],
    };
    return {
      mask,
      estimationFlops: 0,
      contest: groups ? { among: 'group', size: groups.m } : { among: 'matrix' },
      scores: () => draws,
      trace: () => [...(groups ? [] : [ratios]), resultStage(mask, 'The draw')],
    };
  },
  facts: [
    {
      name: 'Erdős–Rényi ratios of 64-48-32-10',
      why: 'ε = 492.8 / ((64 + 48) + (48 + 32) + (32 + 10)) = 2.106; densities ε·112/3072, ε·80/1536 and ε·42/320, none above 1. Of the last, round(88.45) = 88 weights stay.',
      ...digits(2),
      params: { ratios: 'er', sparsity: 0.9 },
      kept: 88,
      numbers: [0.0768, 0.1097, 0.2764].map((expected, l) => ({
        name: `density of layer ${l}`,
        read: readBar('ratios', 0, l),
        expected,
      })),
    },
    {
      name: 'a matrix that would exceed 1 is kept whole',
      why: 'At half, ε = 12.83 would give the last matrix 1.38: it becomes dense, and the others share (0.5·4608 − 0.5·320) / 192 = 11.17.',
      ...digits(0),
      params: { ratios: 'er', sparsity: 0.5 },
      // round(11.1667 · 112 = 1250.67)
      kept: 1251,
      numbers: [0.4071, 0.5816, 1].map((expected, l) => ({
        name: `density of layer ${l}`,
        read: readBar('ratios', 0, l),
        expected,
      })),
    },
    {
      name: 'uniform ratios keep an exact count',
      why: 'round(3072 · 0.3) = 922.',
      ...digits(0),
      params: { sparsity: 0.7 },
      kept: 922,
    },
  ],
});

/** The layers of a 64-48-32-10 network, one of them the subject. */
function digits(layer: number): { matrix: () => WeightMatrix; model: () => WeightModel } {
  const sizes = [
    [48, 64],
    [32, 48],
    [10, 32],
  ] as const;
  const matrices = (): WeightMatrix[] =>
    sizes.map(([out, size], at) => weightFrom(matrix(out, size), { layer: at, layers: 3 }));
  return { matrix: () => matrices()[layer]!, model: () => ({ matrices: matrices() }) };
}
