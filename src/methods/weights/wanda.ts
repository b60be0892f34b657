// Wanda: weights times the norm of what they are multiplied with, compared within each output.
import { count, number, percent } from '../_shared/words.ts';
import { readBar, readCell, readNumber } from '../_shared/reads.ts';
import { defineWeights } from '../weights.ts';
import { EXAMPLE, exampleMatrix, inputsFrom, kept, weightFrom } from './_shared/facts.ts';
import { dropSmallestPerRow, maskOf, type Keep } from './_shared/keep.ts';
import {
  groupsOf,
  pattern,
  sparsityAt,
  sparsityParam,
  whenUnstructured,
} from './_shared/params.ts';
import {
  drawInputs,
  drawMatrix,
  drawRow,
  keptInRow,
  magnitudes,
  resultStage,
  rowWithin,
} from './_shared/stages.ts';
import {
  ALMOST_ALL,
  CALIBRATED,
  contestOf,
  cutByShare,
  cutRows,
  needInputs,
  wandaFlops,
  wandaScores,
} from './_shared/wanda.ts';

const params = {
  pattern,
  sparsity: whenUnstructured(
    sparsityParam('Share of each output’s weights that go; larger keeps less.'),
  ),
  variant: {
    kind: 'choice',
    label: 'Cut',
    help: 'The same number of weights of each output, or in each output the smallest scores up to a common share of their sum.',
    options: [
      { value: 'count', label: 'equal counts' },
      { value: 'share', label: 'equal shares of the score' },
    ],
    default: 'count',
    when: { param: 'pattern', is: ['unstructured'] },
  },
} as const;

export default defineWeights({
  id: 'wanda',
  name: 'Wanda',
  domain: 'weights',
  summary: 'A weight counts as much as its size times the strength of its input.',
  about:
    'The calibration text runs once and leaves one number per input feature: the norm of its values. A ' +
    'weight’s score is its absolute value times that norm, and each output drops its lowest scores. ' +
    'Nothing is solved, no weight is changed. Blocks are pruned one after the other, so that later ones ' +
    'see what earlier pruning has made of the text.',
  notice: [
    'In most matrices a few inputs are several times stronger than the rest: their columns keep the most, which magnitude pruning never sees.',
    'Every output keeps the same number of weights, whether it matters or not.',
    'Weak inputs lose the most: in o and down of layer 0 some columns keep hardly a weight.',
  ],
  differs: [
    CALIBRATED,
    'By equal shares nothing goes at sparsity 0; the code would stop at a share near 0 and drop what it allows.',
  ],
  paper: {
    title: 'A Simple and Effective Pruning Approach for Large Language Models',
    authors: 'Mingjie Sun, Zhuang Liu, Anna Bair, J. Zico Kolter',
    year: 2024,
    venue: 'ICLR 2024',
    arxiv: '2306.11695',
    repository: 'locuslab/wanda',
  },
  tags: {
    unit: 'weights',
    selection: 'static',
    training: 'training-free',
    phase: 'any',
    role: 'system',
  },
  effect: 'prune',
  calibrates: { plan: false, select: true },
  params,
  stages: [
    { id: 'norms', title: 'Strength of the inputs' },
    { id: 'scores', title: 'Scores' },
    { id: 'row', title: 'The cut in one output' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'Clearly outperforms magnitude pruning on LLaMA and LLaMA-2 and competes with a recent method that updates weights, without retraining or weight update.',
      source: 'Abstract, arXiv 2306.11695',
    },
  ],
  atBudget: (budget) => ({ sparsity: sparsityAt(budget, params.sparsity) }),
  select(subject, { pattern: chosen, sparsity, variant }) {
    const { weight } = subject;
    const inputs = needInputs(subject);
    const groups = groupsOf(chosen, weight.cols);
    const scores = wandaScores(subject, inputs);
    const byShare = variant === 'share' && !groups ? cutByShare(scores, sparsity) : null;
    const keep = byShare?.keep ?? cutRows(scores, sparsity, groups);
    const mask = maskOf(keep, weight.rows, weight.cols);
    return {
      mask,
      estimationFlops: wandaFlops(subject, inputs),
      contest: contestOf(groups, 'row'),
      warnings:
        byShare && byShare.alpha > ALMOST_ALL
          ? [
              `equal shares of the score end at 80 %: ${percent(1 - mask.count() / keep.length)} of the weights go, not ${percent(sparsity)}`,
            ]
          : [],
      scores: () => scores,
      trace(asked) {
        const row = rowWithin(mask, asked);
        const here = keptInRow(keep, weight.cols, row);
        const bySize = dropSmallestPerRow(magnitudes(weight), weight.cols - here);
        return [
          {
            id: 'norms',
            caption: `${count(inputs.tokens, 'token')} give every input a norm, from ${number(least(inputs.l2))} to ${number(most(inputs.l2))}.`,
            drawables: [drawInputs(inputs.l2, 'norm of each input feature')],
          },
          {
            id: 'scores',
            caption: `Each of the ${count(weight.data.length, 'weight')} is scored by its size times the norm of its input.`,
            drawables: [drawMatrix(scores, '|W|·‖x‖')],
          },
          {
            id: 'row',
            caption: `Output ${row} keeps ${here} of ${count(weight.cols, 'weight')}; by size alone it would keep ${count(moved(keep, bySize, row, weight.cols), 'other')}.`,
            drawables: [
              ...drawRow(scores, keep, row),
              ...(byShare
                ? [
                    {
                      kind: 'numbers' as const,
                      entries: [
                        { label: 'share α of the score that may go', value: byShare.alpha },
                      ],
                      label: 'found by bisection',
                    },
                  ]
                : []),
            ],
          },
          resultStage(mask),
        ];
      },
    };
  },
  facts: [
    {
      name: 'half of every output',
      why: 'Scores of the first row: .9, .4, .4, .4, .4, .6, .6, .2. Of the four of 0.4 the first three go with 0.2.',
      matrix: exampleMatrix,
      params: { sparsity: 0.5 },
      rows: kept('10001110', '01001110', '01001101', '11001100'),
      numbers: [
        { name: 'norm of input 4', read: readBar('norms', 0, 4), expected: 8 },
        { name: 'score of output 1, input 4', read: readCell('scores', 1, 4), expected: 2.4 },
      ],
    },
    {
      name: '2 of 4',
      why: 'Of .9, .4, .4, .4 the last of the equals stays beside .9; of .4, .6, .6, .2 the two of .6.',
      matrix: exampleMatrix,
      params: { pattern: '2:4' },
      rows: kept('10010110', '01101010', '01101001', '11001100'),
    },
    {
      name: 'a silent input goes first',
      why: 'Input 1 never fires, so its weight of 9 counts as 0.',
      matrix: () => weightFrom([[1, 9, 2, 3]], { inputs: inputsFrom({ l2: [1, 0, 1, 1] }) }),
      params: { sparsity: 0.25 },
      rows: ['#.##'],
    },
    {
      name: 'equal norms are row-wise magnitude',
      why: 'All scores are the sizes times 3: the four smallest sizes of each row go.',
      matrix: () => weightFrom(EXAMPLE, { inputs: inputsFrom({ l2: [3, 3, 3, 3, 3, 3, 3, 3] }) }),
      params: { sparsity: 0.5 },
      rows: kept('10110100', '01100110', '01001101', '10011100'),
    },
    {
      name: 'equal shares of the score',
      why: 'Both rows sum to 10. At α = 0.4 the first loses 1 + 2, the second 1 + 1 + 1, as the next one would exceed 4: 5 of 8 weights, which is the sparsity asked for, so the first try stands.',
      matrix: () =>
        weightFrom(
          [
            [1, 2, 3, 4],
            [1, 1, 1, 7],
          ],
          { inputs: inputsFrom({ l2: [1, 1, 1, 1] }) },
        ),
      params: { variant: 'share', sparsity: 0.625 },
      rows: ['..##', '...#'],
      numbers: [
        { name: 'α', read: readNumber('row', 'share α of the score that may go'), expected: 0.4 },
      ],
    },
  ],
});

/** Weights that `a` keeps in a row and `b` does not. */
function moved(a: Keep, b: Keep, row: number, cols: number): number {
  let others = 0;
  for (let p = row * cols; p < (row + 1) * cols; p++) if (a[p] && !b[p]) others++;
  return others;
}

function least(values: Float32Array): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}

function most(values: Float32Array): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}
