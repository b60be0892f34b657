// Methods of decode, compared at equal sparsity.
import type { Types } from '../../domains/decode/types.ts';
import { fixed, percent } from '../../figure/format.ts';
import { siteMeasure } from '../../kit/compare/measures.ts';
import type { CompareView } from '../../kit/compare/view.ts';
import { summaryOf } from './words.ts';

const BUDGETS = [1, 0.75, 0.5, 0.25, 0.1];
const three = (value: number): string => fixed(value, 3);

const compare: CompareView<Types> = {
  words: {
    title: 'Compare methods of decode',
    cells: 'cells',
    numbers: ['sparsity', 'mass'],
    ceiling: 'This is its ceiling here.',
    siteAxis: 'sparsity of this toy',
    modelAxis: 'sparsity',
    caveat: '',
  },
  area: 'all',
  measures: { mass: siteMeasure('mass', 'share of the sum', 'higher', three, [0, 1]) },
  siteBudgets: BUDGETS,
  modelBudgets: [],
  point: ({ budget, metrics: { sparsity, mass } }) => ({ budget, sparsity, values: { mass } }),
  sparsity: ({ metrics }) => metrics.sparsity,
  values: ({ metrics: { mass } }) => ({ mass }),
  numbers: ({ metrics: { sparsity, mass } }) => [percent(sparsity), three(mass)],
  summary: ({ metrics }) => summaryOf('It', metrics),
  apart: () => null,
  legend: () => ({
    names: { all: 'size', kept: 'size kept', lost: 'dropped' },
    ...{ low: '0', high: 'largest', lost: 'dropped', heavy: '', also: [] },
    ...{ scale: 'square root', pooled: 'each pixel shows the cell at its middle' },
  }),
  keepsLook: true,
  sections: [],
  general: [],
};

export default compare;
