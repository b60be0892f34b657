// Methods on one cache, compared at equal reading.
import type { DecodeMetrics, DecodeTypes } from '../../domains/decode/types.ts';
import { fixed, percent, signed } from '../../figure/format.ts';
import { LOG_ENDS } from '../../figure/log-scale.ts';
import { siteMeasure } from '../../kit/compare/measures.ts';
import type { CompareView } from '../../kit/compare/view.ts';
import { BUDGETS } from './budgets.ts';
import { kib } from './numbers.ts';
import BrokenHeads from './panels/BrokenHeads.svelte';
import Race from './panels/Race.svelte';
import { MISSED } from './words.ts';

const MEASURES = {
  deltaNats: siteMeasure('loss added', 'Δ nats per token written', 'lower', (y) => signed(y, 2)),
  recall: siteMeasure(
    'attention read',
    'attention read, this head',
    'higher',
    (y) => fixed(y, 3),
    [0, 1],
  ),
  held: siteMeasure('cache held', 'bytes held at the end, all heads', 'lower', kib),
};

function valuesOf(metrics: DecodeMetrics): Readonly<Record<keyof typeof MEASURES, number>> {
  return { deltaNats: metrics.deltaNats, recall: metrics.recall, held: metrics.bytesHeld };
}

const compare: CompareView<DecodeTypes> = {
  words: {
    title: 'Compare caches',
    cells: 'earlier tokens',
    numbers: ['unread', 'attention read', 'loss added'],
    ceiling: 'This is its ceiling here: no budget reads less.',
    siteAxis: 'share of earlier tokens not read, this head',
    modelAxis: 'share of earlier tokens not read, mean of all heads',
    caveat:
      'Readers and evictors stand on one axis here, that of what is read. Readers save no memory; evictors save it and cannot undo a mistake.',
  },
  area: 'causal',
  measures: MEASURES,
  siteBudgets: BUDGETS,
  modelBudgets: [],
  point: ({ budget, metrics }) => ({
    budget,
    sparsity: metrics.sparsity,
    values: valuesOf(metrics),
  }),
  sparsity: ({ metrics }) => metrics.sparsity,
  values: ({ metrics }) => valuesOf(metrics),
  numbers: ({ metrics: { sparsity, recall, deltaNats } }) => [
    percent(sparsity),
    fixed(recall, 3),
    signed(deltaNats, 2),
  ],
  summary: ({ metrics: { sparsity, recall, held } }) =>
    `It leaves ${percent(sparsity)} unread and reads ${fixed(recall, 3)} of the attention; ${held} tokens are held at the end.`,
  apart: ({ family }) =>
    family === 'reader'
      ? 'It holds the whole cache and reads a part of it.'
      : 'It reads all that it holds; what has left is gone.',
  legend: () => ({
    names: { attention: 'attention wanted', kept: 'attention read', lost: MISSED },
    ...LOG_ENDS,
    ...{ lost: MISSED, scale: 'log scale' },
    heavy: 'wanted: at least an even share of its step',
    also: ['hatched: no longer stored', 'ticks: a number told, and the step that asks for it'],
    pooled: 'each pixel shows the largest of its cells',
  }),
  keepsLook: true,
  sections: [Race, BrokenHeads],
  general: [],
};

export default compare;
