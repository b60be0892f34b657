// DSnoT: swap weights in and out of a mask until each output misses nothing on average.
import { rowOf, type Matrix } from '../../../core/tensor.ts';
import { count, percent } from '../../_shared/words.ts';
import { defineWeights, type LayerInputs, type WeightMatrix } from '../../weights.ts';
import { facts } from './facts.ts';
import { dsnotStages, SHOWN } from './stages.ts';
import { refineRow, type RowRun } from './cycles.ts';
import { factorFlops, factorOf } from '../_shared/factor.ts';
import { maskOf } from '../_shared/keep.ts';
import {
  groupsOf,
  pattern,
  sparsityAt,
  sparsityParam,
  whenUnstructured,
} from '../_shared/params.ts';
import { magnitudes, resultStage, rowWithin } from '../_shared/stages.ts';
import {
  CALIBRATED,
  contestOf,
  cutRows,
  needInputs,
  wandaFlops,
  wandaScores,
} from '../_shared/wanda.ts';

const params = {
  pattern,
  sparsity: whenUnstructured(
    sparsityParam('Share of each output’s weights that go; larger keeps less.'),
  ),
  initial: {
    kind: 'choice',
    label: 'Initial mask',
    help: 'Which score makes the mask that the swaps start from; SparseGPT gives its score only, no new weights.',
    options: [
      { value: 'wanda', label: 'Wanda' },
      { value: 'magnitude', label: 'magnitude' },
      { value: 'sparsegpt', label: 'SparseGPT' },
    ],
    default: 'wanda',
  },
  cycles: {
    kind: 'integer',
    label: 'Cycles at most',
    help: 'Swaps of each output at most; 0 leaves the initial mask.',
    min: 0,
    max: 50,
    default: 10,
    unit: 'swaps',
  },
  threshold: {
    kind: 'number',
    label: 'Small enough',
    help: 'Residual at which an output stops, per sequence of 2,048 tokens; larger stops earlier.',
    min: 0,
    max: 10,
    step: 0.05,
    default: 0.1,
  },
  power: {
    kind: 'number',
    label: 'Power of the variance',
    help: 'How much unsteady inputs are held back when weights grow; 0 ignores the variance.',
    min: 0,
    max: 2,
    step: 0.1,
    default: 1,
  },
  sameSign: whenUnstructured({
    kind: 'boolean',
    label: 'Stop where the sign turns',
    help: 'Ends an output before a swap that would turn the sign of its residual, as the paper does.',
    default: true,
  }),
  layers: {
    kind: 'choice',
    label: 'Refined',
    help: 'Whether the masks of the feed-forward matrices are refined too.',
    options: [
      { value: 'all', label: 'all matrices' },
      { value: 'attention', label: 'attention only' },
    ],
    default: 'all',
  },
} as const;

/** Tokens of the sequences that the threshold is stated for. */
const TOKENS = 2048;
/** Of the Hessian, for the initial score of SparseGPT. */
const DAMPING = 0.01;
const FEED_FORWARD: readonly string[] = ['gate', 'up', 'down'];

export default defineWeights({
  id: 'dsnot',
  name: 'DSnoT',
  domain: 'weights',
  summary: 'Swaps weights in and out of a mask so that outputs miss less on average.',
  about:
    'A mask takes away what its dropped weights would have added to each output on average: the residual. ' +
    'Starting from the mask of another method, DSnoT brings back the dropped weight that mends most of the ' +
    'residual for the variance of its input, and drops a kept one of opposite sign with the lowest Wanda ' +
    'score. As long as its sign may not turn, the residual falls swap by swap; every output keeps its count.',
  notice: [
    'Step through the cycles of one output: the residual falls and the sign never turns.',
    'Switch the rule off and allow many cycles: the residual is chased back and forth, and the error grows.',
    'Under 2:4 the partner must come from the same group, whatever its sign, so that the residual may even grow.',
  ],
  differs: [
    'At most 10 cycles instead of 50, and a threshold scaled to sequences of 128 tokens: rows here have 192 or 512 weights, not 4,096.',
    'All matrices are refined and the same-sign rule holds, as in the paper; unless told otherwise, the released code leaves the feed-forward matrices alone and switches the rule off for single weights.',
    'An output that has stopped stays stopped, and stops where its lists end; the released code moves on in stopped rows.',
    'SparseGPT’s initial score uses the Hessian; in the released code it is never filled.',
    CALIBRATED,
  ],
  paper: {
    title: 'Dynamic Sparse No Training: Training-Free Fine-tuning for Sparse LLMs',
    authors:
      'Yuxin Zhang, Lirui Zhao, Mingbao Lin, Yunyun Sun, Yiwu Yao, Xingjia Han, Jared Tanner, Shiwei Liu, Rongrong Ji',
    year: 2024,
    venue: 'ICLR 2024',
    arxiv: '2310.08915',
    repository: 'zyxxmu/DSnoT',
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
    { id: 'initial', title: 'The initial mask' },
    { id: 'residual', title: 'What one output misses' },
    { id: 'growth', title: 'Who may come back' },
    ...Array.from({ length: SHOWN }, (_, at) => ({
      id: `cycle-${at + 1}`,
      title: `Swap ${at + 1}`,
    })),
    { id: 'cycles', title: 'The residual falls' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'At 70 % sparsity with LLaMA-7B, 26.79 lower perplexity than Wanda’s, in linear time, without back-propagation or weight update.',
      source: 'Abstract, arXiv 2310.08915',
    },
  ],
  atBudget: (budget) => ({ sparsity: sparsityAt(budget, params.sparsity) }),
  select(subject, values) {
    const { weight } = subject;
    const inputs = needInputs(subject);
    const groups = groupsOf(values.pattern, weight.cols);
    const wanda = wandaScores(subject, inputs);
    const initial = initialScores(values.initial, subject, inputs, wanda);
    const before = cutRows(initial, values.sparsity, groups);
    const keep = before.slice();
    const threshold = (values.threshold * inputs.tokens) / inputs.sequences / TOKENS;
    const refined = values.layers === 'all' || !FEED_FORWARD.includes(subject.name);
    const rules = { ...values, threshold, groups, cycles: refined ? values.cycles : 0 };
    const refine = (row: number, into: typeof keep): RowRun =>
      refineRow(
        rowOf(weight, row),
        inputs,
        rowOf(wanda, row),
        rowOf(initial, row),
        into,
        row * weight.cols,
        rules,
      );
    let swaps = 0;
    let busiest = { row: 0, swaps: 0 };
    const moved = { fell: 0, rose: 0 };
    for (let row = 0; row < weight.rows; row++) {
      const run = refine(row, keep);
      const change = Math.abs(run.residual) - Math.abs(run.start);
      if (change < 0) moved.fell++;
      if (change > 0) moved.rose++;
      const made = run.swaps.filter(({ accepted }) => accepted).length;
      swaps += made;
      if (made > busiest.swaps) busiest = { row, swaps: made };
    }
    const mask = maskOf(keep, weight.rows, weight.cols);
    return {
      mask,
      // Scores; contributions, residuals and growth; the swaps; and H and its factor where they are read.
      estimationFlops:
        wandaFlops(subject, inputs) +
        3 * weight.data.length +
        2 * swaps +
        (values.initial === 'sparsegpt' ? factorFlops(subject, inputs) : 0),
      contest: contestOf(groups, 'row'),
      scores: () => initial,
      history: [
        { label: 'initial mask', mask: maskOf(before, weight.rows, weight.cols) },
        { label: 'after the swaps', mask },
      ],
      trace(asked) {
        const row = rowWithin(mask, asked, busiest.row);
        const run = refine(row, before.slice());
        return [
          ...dsnotStages({ row, run, threshold, initial, before }),
          resultStage(
            mask,
            `After ${count(swaps, 'swap')} (${percent(swaps / weight.data.length)} of the weights) the mask`,
            [
              {
                kind: 'numbers',
                entries: [
                  { label: 'outputs whose residual fell', value: moved.fell },
                  { label: 'whose residual rose', value: moved.rose },
                  { label: 'outputs in all', value: weight.rows },
                ],
                label: 'what the swaps did to the size of every residual',
              },
            ],
          ),
        ];
      },
    };
  },
  facts,
});

function initialScores(
  chosen: 'wanda' | 'magnitude' | 'sparsegpt',
  { weight }: WeightMatrix,
  inputs: LayerInputs,
  wanda: Matrix,
): Matrix {
  if (chosen === 'wanda') return wanda;
  if (chosen === 'magnitude') return magnitudes(weight);
  const { upper, size, dead } = factorOf(inputs, DAMPING);
  const data = weight.data.map((w, p) => {
    const j = p % size;
    // As SparseGPT has it, the weights of an input that never fires count as 0.
    return dead[j] ? 0 : (w / upper[j * size + j]!) ** 2;
  });
  return { ...weight, data };
}
