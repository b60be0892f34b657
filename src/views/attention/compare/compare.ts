// Methods on one head, compared at equal sparsity.
import type { AttentionMetrics } from '../../../domains/attention/metrics.ts';
import type { AttentionTypes } from '../../../domains/attention/types.ts';
import { fixed, percent } from '../../../figure/format.ts';
import { LOG_ENDS } from '../../../figure/log-scale.ts';
import { siteMeasure } from '../../../kit/compare/measures.ts';
import type { Legend } from '../../../kit/compare/basis.ts';
import type { CompareView } from '../../../kit/compare/view.ts';
import { COST_BUDGETS, CURVE_BUDGETS } from '../budgets.ts';
import BrokenHeads from './BrokenHeads.svelte';
import IsoFlops from './IsoFlops.svelte';

const three = (y: number): string => fixed(y, 3);

const MEASURES = {
  recall: siteMeasure('recall', 'recall of attention mass', 'higher', three, [0, 1]),
  outputError: siteMeasure('output error', 'output error, relative L2', 'lower', three),
  tileDensity: siteMeasure(
    'tile density, 16',
    'share of 16 × 16 tiles touched',
    'lower',
    (y) => percent(y),
    [0, 1],
  ),
  speedUp: siteMeasure(
    'arithmetic saved',
    'dense FLOPs over kernel + estimation FLOPs',
    'higher',
    (y) => `${fixed(y, 2)} ×`,
  ),
};

const LEGEND: Legend = {
  names: { attention: 'attention', kept: 'attention kept', lost: 'dropped although heavy' },
  ...LOG_ENDS,
  lost: 'dropped although heavy',
  heavy: 'heavy: at least an even share of its row',
  also: [],
  scale: 'log scale',
  pooled: 'each pixel shows the largest of its cells',
};

function valuesOf(metrics: AttentionMetrics): Readonly<Record<keyof typeof MEASURES, number>> {
  const { recall, outputError, tileDensity, denseFlops, kernelFlops, estimationFlops } = metrics;
  const speedUp = denseFlops / (kernelFlops + estimationFlops);
  return { recall, outputError, tileDensity: tileDensity[16], speedUp };
}

const compare: CompareView<AttentionTypes> = {
  words: {
    title: 'Compare sparse attention methods',
    cells: 'causal pairs',
    numbers: ['sparsity', 'recall', 'output error'],
    ceiling: 'This is its ceiling here: what it always keeps leaves no room to drop more.',
    siteAxis: 'sparsity over the causal triangle, this head',
    modelAxis: 'sparsity, mean of all layers and heads',
    caveat:
      'Methods that choose a row’s keys with the help of later rows can profit from that choice in the loss; for them read the needles, or the loss after prefill on the explorer’s page.',
  },
  area: 'causal',
  measures: MEASURES,
  siteBudgets: CURVE_BUDGETS,
  modelBudgets: COST_BUDGETS,
  point: ({ budget, metrics }) => ({
    budget,
    sparsity: metrics.sparsity,
    values: valuesOf(metrics),
  }),
  sparsity: ({ metrics }) => metrics.sparsity,
  values: ({ metrics }) => valuesOf(metrics),
  numbers: ({ metrics: { sparsity, recall, outputError } }) => [
    percent(sparsity),
    three(recall),
    three(outputError),
  ],
  summary: ({ metrics: { sparsity, recall } }) =>
    `At ${percent(sparsity)} sparsity it keeps ${three(recall)} of the attention mass.`,
  apart: () => null,
  legend: () => LEGEND,
  keepsLook: true,
  sections: [BrokenHeads],
  general: [IsoFlops],
};

export default compare;
