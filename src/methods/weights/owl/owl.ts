// OWL: blocks of the model with more outliers stay denser.
import { matrix } from '../../../core/tensor.ts';
import { number, percent } from '../../_shared/words.ts';
import { readBar } from '../../_shared/reads.ts';
import { defineWeights, type Contest, type WeightMatrix, type WeightModel } from '../../weights.ts';
import { inputsFrom, weightFrom } from '../_shared/facts.ts';
import { dropSmallestPerRow, dropUpTo, maskOf, thresholdAt } from '../_shared/keep.ts';
import { outliersAt, owlRatios } from './densities.ts';
import { sparsityAt, sparsityParam, valuesOf } from '../_shared/params.ts';
import { solve, solveFlops } from '../_shared/sparsegpt.ts';
import { drawRow, magnitudes, resultStage, rowWithin } from '../_shared/stages.ts';
import { CALIBRATED, needInputs, wandaFlops, wandaScores } from '../_shared/wanda.ts';

const params = {
  sparsity: sparsityParam('Share of the weights that go, as a mean over the blocks.'),
  base: {
    kind: 'choice',
    label: 'Pruned by',
    help: 'Which method prunes each block to its own sparsity.',
    options: [
      { value: 'wanda', label: 'Wanda' },
      { value: 'magnitude', label: 'magnitude' },
      { value: 'sparsegpt', label: 'SparseGPT' },
    ],
    default: 'wanda',
  },
  multiple: {
    kind: 'number',
    label: 'Outlier from',
    help: 'A score counts as an outlier above this multiple of its block’s mean; larger counts fewer.',
    min: 1,
    max: 20,
    step: 0.5,
    default: 5,
  },
  spread: {
    kind: 'number',
    label: 'Spread λ',
    help: 'Densities of the blocks span twice this; 0 gives every block the same.',
    min: 0,
    max: 0.25,
    step: 0.01,
    default: 0.08,
  },
} as const;

const multiples = valuesOf(params.multiple);

/** Columns chosen at once, and damping, where SparseGPT prunes. */
const SOLVER = { groups: null, block: 64, damping: 0.01 };

/** Where a block would keep everything, this share goes. */
const LEAST = 0.01;

export default defineWeights({
  id: 'owl',
  name: 'OWL',
  domain: 'weights',
  summary: 'Blocks of the model with more outlying weights stay denser.',
  about:
    'Scores of a few weights stand far above the rest, and how many there are differs from block to block. ' +
    'OWL counts the Wanda scores above a multiple of their block’s mean on the dense model, and deals the ' +
    'sparsity out accordingly: the mean over the blocks is what was asked for, blocks with more outliers ' +
    'keep more. Each block is then pruned by Wanda, SparseGPT or magnitude.',
  notice: [
    'The bars per block: which end of the model holds the outliers?',
    'With six blocks there is little to deal out; the effect on the loss is small here, and large at 70 % in models of 32 blocks.',
  ],
  differs: [
    'Outliers are counted in six blocks of 42 matrices in all; the gains of the paper come from models of 32 blocks and more.',
    'Where all blocks have the same share of outliers, all get the same density; the code would divide by zero.',
    'Unstructured only; the code also mixes N:8 patterns per block.',
    'Near sparsity 0 or 1 a block’s share can leave the range: below it 1 % goes, as in the code, above it all of the block, and the mean is missed. At sparsity 0 nothing goes; the code would drop 1 % of every block.',
    'SparseGPT prunes in blocks of 64 columns instead of 128.',
    CALIBRATED,
  ],
  paper: {
    title:
      'Outlier Weighed Layerwise Sparsity (OWL): A Missing Secret Sauce for Pruning LLMs to High Sparsity',
    authors:
      'Lu Yin, You Wu, Zhenyu Zhang, Cheng-Yu Hsieh, Yaqing Wang, Yiling Jia, Mykola Pechenizkiy, Yi Liang, Zhangyang Wang, Shiwei Liu',
    year: 2024,
    venue: 'ICML 2024',
    arxiv: '2310.05175',
    repository: 'luuyin/OWL',
  },
  tags: {
    unit: 'weights',
    selection: 'static',
    training: 'training-free',
    phase: 'any',
    role: 'system',
  },
  effect: 'prune',
  calibrates: { plan: true, select: true },
  params,
  stages: [
    { id: 'outliers', title: 'Outliers per block' },
    { id: 'ratios', title: 'Densities per block' },
    { id: 'row', title: 'The cut in one output' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'At 70 % sparsity, perplexity lower than Wanda’s by 61.22 and than SparseGPT’s by 6.80 (LLaMA-7B).',
      source: 'Abstract, arXiv 2310.05175',
    },
  ],
  atBudget: (budget) => ({ sparsity: sparsityAt(budget, params.sparsity) }),
  plan(model, { sparsity, multiple, spread }) {
    const layers = [...new Set(model.matrices.map(({ layer }) => layer))];
    return { layers, ...owlRatios(model, sparsity, multiple, spread, multiples) };
  },
  digest: (model) => ({ outliers: outliersAt(model, multiples) }),
  select(subject, { sparsity, base, multiple }, { plan }) {
    const { weight } = subject;
    const inputs = needInputs(subject);
    const place = plan.layers.indexOf(subject.layer);
    const wanted = 1 - (plan.keep[place] ?? 1 - sparsity);
    const own = sparsity === 0 ? 0 : wanted <= 0 ? LEAST : Math.min(1, wanted);
    const missed = sparsity > 0 && own !== wanted;
    const pruned = pruneBy(base, subject, own);
    const mask = maskOf(pruned.keep, weight.rows, weight.cols);
    return {
      mask,
      ...(pruned.weight && { weight: pruned.weight }),
      // Scores of the dense model, and then whatever prunes.
      estimationFlops: wandaFlops(subject, inputs) + pruned.flops,
      contest: pruned.contest,
      warnings: missed
        ? [
            `this block should lose ${percent(wanted)} and loses ${percent(own)}, so the mean over the blocks is missed; a smaller λ avoids that`,
          ]
        : [],
      scores: () => pruned.scores,
      trace: (asked) => [
        {
          id: 'outliers',
          caption: `${number(plan.outliers[place] ?? 0)} % of this block’s scores exceed ${multiple} times their mean.`,
          drawables: [
            {
              kind: 'bars',
              axis: 'layer',
              values: plan.outliers,
              chosen: [place],
              label: 'percent of the scores that are outliers',
            },
          ],
        },
        {
          id: 'ratios',
          caption: `Against ${percent(sparsity)} on average, ${percent(own)} of this block go.`,
          drawables: [
            {
              kind: 'bars',
              axis: 'layer',
              values: Float32Array.from(plan.keep),
              chosen: [place],
              label: 'density of each block',
            },
          ],
        },
        {
          id: 'row',
          caption: `Output ${rowWithin(mask, asked)} keeps ${percent(mask.rowCount(rowWithin(mask, asked)) / mask.cols)} of its weights.`,
          drawables: drawRow(pruned.scores, pruned.keep, rowWithin(mask, asked)),
        },
        resultStage(mask),
      ],
    };
  },
  facts: [
    {
      name: 'six blocks with 4, 2, 1, 1, 3 and 7 % of outliers',
      why: 'Above the least, 3, 1, 0, 0, 2 and 6 of 6 become 0.08, 0.027, 0, 0, 0.053 and 0.16; less their mean of 0.053 and plus 0.3. The last block keeps 40.7 %: of 10 inputs each output drops ⌊5.93⌋ = 5.',
      ...sixBlocks([4, 2, 1, 1, 3, 7], 5),
      params: { sparsity: 0.7 },
      kept: 50,
      numbers: [
        ...[4, 2, 1, 1, 3, 7].map((expected, l) => ({
          name: `outliers of block ${l}`,
          read: readBar('outliers', 0, l),
          expected,
        })),
        ...[0.3267, 0.2733, 0.2467, 0.2467, 0.3, 0.4067].map((expected, l) => ({
          name: `density of block ${l}`,
          read: readBar('ratios', 0, l),
          expected,
        })),
      ],
    },
    {
      name: 'equal blocks stay equal',
      why: 'No block stands out, so each keeps 30 %: 3 of 10 inputs.',
      ...sixBlocks([2, 2, 2], 1),
      params: { sparsity: 0.7 },
      kept: 30,
    },
  ],
});

function pruneBy(
  base: 'wanda' | 'magnitude' | 'sparsegpt',
  subject: WeightMatrix,
  sparsity: number,
) {
  const { weight } = subject;
  const inputs = needInputs(subject);
  if (base === 'sparsegpt' && sparsity > 0) {
    const contest: Contest = { among: 'columns', size: SOLVER.block };
    const flops = solveFlops(subject, inputs);
    return { ...solve(subject, inputs, { ...SOLVER, sparsity }), contest, flops };
  }
  if (base === 'magnitude' && sparsity > 0) {
    const contest: Contest = { among: 'matrix' };
    const scores = magnitudes(weight);
    const keep = dropUpTo(scores.data, thresholdAt(scores.data, sparsity));
    return { keep, scores, weight: null, contest, flops: 0 };
  }
  const contest: Contest = { among: 'row' };
  const scores = wandaScores(subject, inputs);
  const keep = dropSmallestPerRow(scores, Math.floor(weight.cols * sparsity));
  return { keep, scores, weight: null, contest, flops: wandaFlops(subject, inputs) };
}

/** Blocks of one 10 × 10 matrix of ones, of which the given percent are 100, and which one is pruned. */
function sixBlocks(
  percents: readonly number[],
  subject: number,
): { matrix: () => WeightMatrix; model: () => WeightModel } {
  const inputs = inputsFrom({ l2: Array.from({ length: 10 }, () => 1) });
  const matrices = percents.map((outliers, layer) => {
    const values = Float32Array.from({ length: 100 }, (_, p) => (p < outliers ? 100 : 1));
    return weightFrom(matrix(10, 10, values), { layer, layers: percents.length, inputs });
  });
  return { matrix: () => matrices[subject]!, model: () => ({ matrices }) };
}
