// Magnitude pruning: the smallest weights go.
import { defineWeights } from '../weights.ts';
import { percent, number } from '../_shared/words.ts';
import { readNumber } from '../_shared/reads.ts';
import { EXAMPLE, kept, weightFrom } from './_shared/facts.ts';
import {
  dropSmallestPerRow,
  dropUpTo,
  keepAll,
  maskOf,
  thresholdAt,
  thresholdPlace,
} from './_shared/keep.ts';
import { sparsityAt, sparsityParam, valuesOf } from './_shared/params.ts';
import { cutSmallestOf } from './_shared/smallest.ts';
import { drawMatrix, drawRow, magnitudes, resultStage, rowWithin } from './_shared/stages.ts';

const params = {
  sparsity: sparsityParam('Share of the weights that go; larger keeps less.'),
  scope: {
    kind: 'choice',
    label: 'Compared within',
    help: 'Among which weights the smallest are looked for: wider lets whole layers thin out, narrower keeps every output alive.',
    options: [
      { value: 'matrix', label: 'each matrix' },
      { value: 'model', label: 'the whole model' },
      { value: 'row', label: 'each output' },
    ],
    default: 'matrix',
  },
} as const;

const sparsities = valuesOf(params.sparsity);

export default defineWeights({
  id: 'magnitude',
  name: 'Magnitude',
  domain: 'weights',
  summary: 'The smallest weights go, whatever they are multiplied with.',
  about:
    'The oldest baseline: a weight counts as much as its absolute value. No data is read. Weights are ' +
    'compared within a matrix, within an output, or over the whole model with one threshold; the last ' +
    'takes most from matrices whose weights happen to be small.',
  notice: [
    'Inputs differ in strength by orders of magnitude, and a small weight on a strong input matters: compare with Wanda.',
    'With one threshold for the whole model, look at the densities per layer: some matrices are nearly emptied.',
  ],
  differs: [
    'At sparsity 0 nothing goes; the code that the rule is taken from (locuslab/wanda) would drop the smallest weight.',
  ],
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
    { id: 'sizes', title: 'Sizes' },
    { id: 'cut', title: 'The cut' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [],
  atBudget: (budget) => ({ sparsity: sparsityAt(budget, params.sparsity) }),
  plan({ matrices, digest }, { scope, sparsity }) {
    if (scope !== 'model' || sparsity === 0) return null;
    const known = digest?.['thresholds']?.[sparsities.indexOf(sparsity)];
    if (known !== undefined) return { threshold: known };
    const parts = matrices.map(({ weight }) => magnitudes(weight).data);
    const all = parts.reduce((sum, part) => sum + part.length, 0);
    return { threshold: cutSmallestOf(parts, thresholdPlace(all, sparsity) + 1).value };
  },
  digest({ matrices }) {
    const all = new Float32Array(matrices.reduce((sum, each) => sum + each.out * each.in, 0));
    let at = 0;
    for (const { weight } of matrices) {
      all.set(magnitudes(weight).data, at);
      at += weight.data.length;
    }
    all.sort();
    const thresholds = sparsities.map((sparsity) => all[thresholdPlace(all.length, sparsity)] ?? 0);
    return { thresholds: Float32Array.from(thresholds) };
  },
  select({ weight }, { scope, sparsity }, { plan }) {
    const sizes = magnitudes(weight);
    const threshold =
      scope === 'row' || sparsity === 0
        ? null
        : (plan?.threshold ?? thresholdAt(sizes.data, sparsity));
    const keep =
      sparsity === 0
        ? keepAll(weight)
        : threshold === null
          ? dropSmallestPerRow(sizes, Math.floor(weight.cols * sparsity))
          : dropUpTo(sizes.data, threshold);
    const mask = maskOf(keep, weight.rows, weight.cols);
    return {
      mask,
      estimationFlops: 0,
      contest: { among: scope },
      scores: () => sizes,
      trace(asked) {
        const row = rowWithin(mask, asked);
        const gone = 1 - mask.rowCount(row) / mask.cols;
        const rule =
          threshold === null
            ? `Every output loses its smallest ${Math.floor(weight.cols * sparsity)} weights`
            : `Weights up to ${number(threshold)} go`;
        return [
          {
            id: 'sizes',
            caption: `The sizes of ${weight.rows} × ${weight.cols} weights, at most ${number(largest(sizes.data))}.`,
            drawables: [drawMatrix(sizes, '|W|')],
          },
          {
            id: 'cut',
            caption: `${rule}; output ${row} loses ${percent(gone)}.`,
            drawables: [
              ...drawRow(sizes, keep, row),
              ...(threshold === null
                ? []
                : [
                    {
                      kind: 'numbers' as const,
                      entries: [{ label: 'threshold', value: threshold }],
                      label: 'the cut',
                    },
                  ]),
            ],
          },
          resultStage(mask),
        ];
      },
    };
  },
  facts: [
    {
      name: 'half of a matrix, with a tie on the threshold',
      why: 'The 17th smallest of 32 sizes is 0.5, and both weights of that size go with it: 14 stay, not 16.',
      matrix: () => weightFrom(EXAMPLE),
      params: { sparsity: 0.5 },
      rows: kept('10010100', '01000110', '01001000', '11111100'),
      kept: 14,
      numbers: [{ name: 'threshold', read: readNumber('cut', 'threshold'), expected: 0.5 }],
    },
    {
      name: 'half of every output',
      why: 'Each output drops exactly its 4 smallest of 8.',
      matrix: () => weightFrom(EXAMPLE),
      params: { sparsity: 0.5, scope: 'row' },
      rows: kept('10110100', '01100110', '01001101', '10011100'),
    },
    {
      name: 'one threshold for two matrices',
      why: 'The fifth smallest of 1 … 4 and 0.1 … 0.4 is 1: the second matrix is emptied, and 1 goes too.',
      matrix: () =>
        weightFrom(
          [
            [1, 2],
            [3, 4],
          ],
          { layers: 2 },
        ),
      model: () => ({
        matrices: [
          weightFrom(
            [
              [1, 2],
              [3, 4],
            ],
            { layers: 2 },
          ),
          weightFrom(
            [
              [0.1, 0.2],
              [0.3, 0.4],
            ],
            { layers: 2, layer: 1 },
          ),
        ],
      }),
      params: { sparsity: 0.5, scope: 'model' },
      rows: ['.#', '##'],
    },
    {
      name: 'sparsity 0',
      why: 'Nothing goes.',
      matrix: () => weightFrom(EXAMPLE),
      params: { sparsity: 0 },
      kept: 32,
    },
  ],
});

function largest(values: Float32Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
