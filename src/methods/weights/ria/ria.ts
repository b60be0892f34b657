// RIA: how large a weight is beside those of its own input and its own output, times the input's norm.
import type { Matrix } from '../../../core/tensor.ts';
import { count, percent } from '../../_shared/words.ts';
import { readCell } from '../../_shared/reads.ts';
import { defineWeights } from '../../weights.ts';
import { EXAMPLE, exampleMatrix, inputsFrom, kept, weightFrom } from '../_shared/facts.ts';
import {
  dropSmallestPerRow,
  dropUpTo,
  keepAll,
  keepNofM,
  maskOf,
  thresholdAt,
} from '../_shared/keep.ts';
import {
  groupsOf,
  pattern,
  sparsityAt,
  sparsityParam,
  whenUnstructured,
  type Groups,
} from '../_shared/params.ts';
import {
  columnDensity,
  drawInputs,
  drawMatrix,
  drawRow,
  resultStage,
  rowWithin,
} from '../_shared/stages.ts';
import { dealt, keepInOrder, riaScores } from './score.ts';
import { needInputs } from '../_shared/wanda.ts';

const params = {
  pattern,
  sparsity: whenUnstructured(sparsityParam('Share of the weights that go; larger keeps less.')),
  power: {
    kind: 'number',
    label: 'Power of the norm',
    help: 'How much the strength of an input counts; 0 leaves it out, 1 counts it in full.',
    min: 0,
    max: 2,
    step: 0.05,
    default: 0.5,
  },
  scope: {
    kind: 'choice',
    label: 'Compared within',
    help: 'Among which weights the lowest scores are looked for.',
    options: [
      { value: 'matrix', label: 'the matrix' },
      { value: 'row', label: 'each output' },
    ],
    default: 'matrix',
    when: { param: 'pattern', is: ['unstructured'] },
  },
  deal: {
    kind: 'boolean',
    label: 'Deal inputs anew',
    help: 'Spreads strong and weak inputs evenly over the groups before the pattern is applied.',
    default: false,
    when: {
      param: 'pattern',
      is: pattern.options.map((option) => option.value).filter((value) => value !== 'unstructured'),
    },
  },
} as const;

export default defineWeights({
  id: 'ria',
  name: 'RIA',
  domain: 'weights',
  summary: 'A weight counts by its share of its input’s and its output’s weights.',
  about:
    'Under other scores whole inputs can vanish because all of their weights are small. RIA divides each ' +
    'weight by the sum of its column and by the sum of its row, adds the two shares, and multiplies by a ' +
    'power of the input’s norm: what matters is to be large among one’s own. For N:M patterns the inputs ' +
    'can be dealt anew, so that no group holds only strong ones.',
  notice: [
    'Compare the densities of the inputs with Wanda’s: inputs that are weak everywhere are no longer emptied.',
    'Deal inputs anew under 2:4: less of the score is lost; see whether the loss of the model follows.',
  ],
  differs: [
    'Dealing inputs anew is the serpentine deal of the code; its refinement by a linear sum assignment is left out.',
    'The mask names inputs in the order of the model, and nothing is moved: where inputs were dealt anew, hardware for N:M would need them in the new order.',
    'Calibrated on one text in sequences of 128 tokens, at most 1,024 on the page; the paper takes 128 sequences of 2,048 tokens.',
    'At sparsity 0 nothing goes; the code would drop the lowest score. A weight of 0 scores 0; in an input or output of zeros only, the code would divide by 0.',
  ],
  paper: {
    title: 'Plug-and-Play: An Efficient Post-training Pruning Method for Large Language Models',
    authors:
      'Yingtao Zhang, Haoli Bai, Haokun Lin, Jialin Zhao, Lu Hou, Carlo Vittorio Cannistraci',
    year: 2024,
    venue: 'ICLR 2024',
    repository: 'biomedical-cybernetics/Relative-importance-and-activation-pruning',
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
    { id: 'deal', title: 'Inputs dealt to groups' },
    { id: 'row', title: 'The cut in one output' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [],
  atBudget: (budget) => ({ sparsity: sparsityAt(budget, params.sparsity) }),
  select(subject, { pattern: chosen, sparsity, power, scope, deal }) {
    const { weight } = subject;
    const inputs = needInputs(subject);
    const groups = groupsOf(chosen, weight.cols);
    const scores = riaScores(subject, inputs, power);
    const order = groups && deal ? dealt(scores, groups) : null;
    const keep = groups
      ? order
        ? keepInOrder(scores, groups, order)
        : keepNofM(scores, groups.n, groups.m)
      : sparsity === 0
        ? keepAll(weight)
        : scope === 'row'
          ? dropSmallestPerRow(scores, Math.floor(weight.cols * sparsity))
          : dropUpTo(scores.data, thresholdAt(scores.data, sparsity));
    const mask = maskOf(keep, weight.rows, weight.cols);
    return {
      mask,
      estimationFlops: 2 * inputs.tokens * weight.cols + 6 * weight.data.length,
      contest: groups
        ? { among: 'group', size: groups.m, ...(order && { order }) }
        : { among: scope },
      scores: () => scores,
      trace(asked) {
        const row = rowWithin(mask, asked);
        const density = columnDensity(mask);
        return [
          {
            id: 'norms',
            caption: `${count(inputs.tokens, 'token')} give every input a norm; its power ${power} enters the scores.`,
            drawables: [drawInputs(inputs.l2, 'norm of each input feature')],
          },
          {
            id: 'scores',
            caption: `A weight’s share of its column plus its share of its row, times the norm.`,
            drawables: [drawMatrix(scores, '(|W|/Σ column + |W|/Σ row)·‖x‖ᵃ')],
          },
          ...(order && groups ? [dealStage(scores, order, groups)] : []),
          {
            id: 'row',
            caption: `Output ${row} keeps ${percent(mask.rowCount(row) / mask.cols)} of its weights.`,
            drawables: drawRow(scores, keep, row),
          },
          resultStage(mask, 'The mask', [drawInputs(density, 'share of each input that is kept')]),
        ];
      },
    };
  },
  facts: [
    {
      name: 'half of a matrix',
      why: 'Row sums 3.35, 3.9, 3.05, 5.09; column sums 2.25, 2.05, 1.7, 2.1, 1.8, 2.9, 1.27, 1.32. The 17th smallest score goes with all below: 15 stay.',
      matrix: exampleMatrix,
      params: { sparsity: 0.5 },
      rows: kept('10010010', '01001110', '01001001', '11101100'),
      numbers: [
        // (0.3 / 1.8 + 0.3 / 3.9)·√8
        { name: 'output 1, input 4', read: readCell('scores', 1, 4), expected: 0.68897 },
      ],
    },
    {
      name: 'power 0 reads no norms',
      why: 'Both inputs have column sum 3 and both outputs row sum 3: scores are 1/3 + 1/3 and 2/3 + 2/3, whatever the norms.',
      matrix: () =>
        weightFrom(
          [
            [1, 2],
            [2, 1],
          ],
          { inputs: inputsFrom({ l2: [100, 1] }) },
        ),
      params: { power: 0, sparsity: 0.25 },
      rows: ['.#', '#.'],
    },
    {
      name: 'inputs dealt anew for 1 of 2',
      why: 'At power 1/2 the norms count 1, 2, 3, 4, so the inputs’ scores ascend. The two weakest go to the first slots, the others to the second slots in reverse: groups {0, 3} and {1, 2}, of which 3 and 2 stay. Undealt, {0, 1} and {2, 3} would keep 1 and 3.',
      matrix: () =>
        weightFrom(
          [
            [1, 2, 3, 4],
            [1, 2, 3, 4],
            [4, 4, 4, 4],
          ],
          {
            inputs: inputsFrom({ l2: [1, 4, 9, 16] }),
          },
        ),
      params: { pattern: '1:2', deal: true },
      rows: ['..##', '..##', '..##'],
    },
    {
      name: 'silent matrices have no NaN',
      why: 'A column and a row of zeros score 0.',
      matrix: () =>
        weightFrom(
          [
            [0, 0],
            [0, 2],
          ],
          { inputs: inputsFrom({ l2: [1, 1] }) },
        ),
      params: { sparsity: 0.5, scope: 'row' },
      rows: ['.#', '.#'],
    },
    {
      name: 'sparsity 0',
      why: 'Nothing goes.',
      matrix: () => weightFrom(EXAMPLE, { inputs: inputsFrom({ l2: EXAMPLE[0]!.map(() => 1) }) }),
      params: { sparsity: 0 },
      kept: 32,
    },
  ],
});

function dealStage(scores: Matrix, order: Uint32Array, { m }: Groups) {
  const sums = new Float32Array(scores.cols);
  const group = new Float32Array(scores.cols);
  for (let p = 0; p < scores.data.length; p++) sums[p % scores.cols]! += scores.data[p]!;
  order.forEach((input, at) => (group[input] = Math.floor(at / m)));
  return {
    id: 'deal',
    caption: `The ${count(scores.cols, 'input')} are dealt to ${count(scores.cols / m, 'group')} of ${m}, weak to strong and back.`,
    drawables: [
      drawInputs(sums, 'sum of the scores of each input'),
      drawInputs(group, 'group of each input'),
    ],
  };
}
