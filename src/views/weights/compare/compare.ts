// Methods on one matrix, compared at equal sparsity.
import type { FigureReply } from '../../../../workers/api.ts';
import type { WeightTypes } from '../../../domains/weights/types.ts';
import { count, fixed, percent, plain } from '../../../figure/format.ts';
import { siteMeasure } from '../../../kit/compare/measures.ts';
import type { Legend } from '../../../kit/compare/basis.ts';
import type { CompareView } from '../../../kit/compare/view.ts';
import { MATRIX_BUDGETS, MODEL_BUDGETS } from '../budgets.ts';
import BrokenMatrices from './BrokenMatrices.svelte';

type Reply = FigureReply<WeightTypes>;

const MEASURES = {
  outputError: siteMeasure('output error', 'relative output error, held-out tokens', 'lower', (y) =>
    fixed(y, 3),
  ),
};

function legendOf(reply: Reply | undefined): Legend {
  const { scale, exact } = reply ?? { scale: null, exact: false };
  return {
    names: {
      weights: 'size of the weight',
      kept: 'size, kept',
      lost: 'size, dropped although large',
    },
    low: scale ? plain(scale.low) : '–',
    high: scale ? plain(scale.high) : '–',
    lost: 'dropped although large',
    heavy: 'large: at least the mean size of its row',
    also: [
      'bars: share kept of each output and input',
      ...(exact ? [] : ['calibrated on the dense model']),
    ],
    scale: 'log scale',
    pooled: 'each pixel shows the largest of its cells',
  };
}

/** Not where nothing is pruned. */
function errorOf({ metrics: { outputError }, effect }: Reply): string {
  return outputError === null || effect === 'train' ? '–' : fixed(outputError, 3);
}

const compare: CompareView<WeightTypes> = {
  words: {
    title: 'Compare pruning methods',
    cells: 'weights',
    numbers: ['sparsity', 'output error'],
    ceiling: 'This is its ceiling here: no budget drops more.',
    siteAxis: 'sparsity of this matrix',
    modelAxis: 'sparsity, all prunable weights',
    caveat:
      'The output error is that of one matrix behind a dense model; loss and needles are those of the model with all its matrices pruned, block by block.',
  },
  area: 'all',
  measures: MEASURES,
  siteBudgets: MATRIX_BUDGETS,
  modelBudgets: MODEL_BUDGETS,
  point: ({ budget, metrics: { sparsity, outputError } }) => ({
    budget,
    sparsity,
    values: { outputError },
  }),
  sparsity: ({ metrics }) => metrics.sparsity,
  values: ({ metrics: { outputError } }) => ({ outputError }),
  numbers: (reply) => [percent(reply.metrics.sparsity), errorOf(reply)],
  summary(reply) {
    const { kept, weights } = reply.metrics;
    const error = errorOf(reply);
    const moved = error === '–' ? '' : ` The outputs move by ${error}.`;
    return `Keeps ${count(kept)} of ${count(weights)} weights.${moved}`;
  },
  apart: ({ effect }) =>
    effect === 'train' ? 'Nothing is pruned: kept is what fine-tuning trains.' : null,
  legend: legendOf,
  keepsLook: false,
  sections: [BrokenMatrices],
  general: [],
};

export default compare;
