// The comparison's attention side: methods on one head.
import type { AttentionMetrics } from '../../../../workers/api.ts';
import { succeed } from '../../../core/result.ts';
import { HIGH, LOW } from '../../../core/palette.ts';
import { decodeMask } from '../../../core/mask/wire.ts';
import type { FullClient } from '../../../client/weights.ts';
import { fixed, percent, superscript } from '../../../figure/format.ts';
import { HEAD_SHOWS } from '../../../figure/map/words/attention-shows.ts';
import { CostSweep } from '../../cost-sweep.svelte.ts';
import { methods } from '../../methods/attention.ts';
import { CURVE_BUDGETS } from '../../sweeps.ts';
import { siteMeasure } from '../measures.ts';
import type { Legend, PanelFigure, Side } from '../side.ts';

export interface AttentionFigure extends PanelFigure {
  /** Attention mass kept, per query. */
  readonly rowRecall: Float32Array;
}

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
  low: `10${superscript(Math.round(Math.log10(LOW)))}`,
  high: String(HIGH),
  lost: 'dropped although heavy',
  heavy: 'heavy: at least an even share of its row',
  also: [],
};

function valuesOf(metrics: AttentionMetrics): Readonly<Record<keyof typeof MEASURES, number>> {
  const { recall, outputError, tileDensity, denseFlops, kernelFlops, estimationFlops } = metrics;
  const speedUp = denseFlops / (kernelFlops + estimationFlops);
  return { recall, outputError, tileDensity: tileDensity[16], speedUp };
}

export function attentionSide(client: FullClient): Side<AttentionFigure> {
  return {
    methods,
    words: {
      title: 'Compare sparse attention methods',
      whole: 'the causal pairs of this head',
      cells: 'causal pairs',
      budget:
        'Share of the causal query-key pairs of this head that every method keeps: the knob of each is turned until it drops the rest.',
      heavy: 'heavy',
      shows: HEAD_SHOWS,
      numbers: ['sparsity', 'recall', 'output error'],
      ceiling: 'This is its ceiling here: what it always keeps leaves no room to drop more.',
      siteAxis: 'sparsity over the causal triangle, this head',
      modelAxis: 'sparsity, mean of all layers and heads',
      caveat:
        'Methods that choose a row’s keys with the help of later rows can profit from that choice in the loss; for them read the needles, or the loss after prefill on the explorer’s page.',
    },
    area: 'causal',
    measures: MEASURES,
    costs: new CostSweep(client),
    siteName: ({ subject }) => `layer ${subject['layer']} head ${subject['head']}`,
    legend: () => LEGEND,
    match: (spec, sparsity, options) => client.match(spec, sparsity, options),
    async figure(spec, options) {
      const reply = await client.figure(spec, options);
      if (!reply?.ok) return reply;
      const { metrics, mask, rowRecall } = reply.value;
      const { sparsity, recall, outputError } = metrics;
      return succeed({
        mask: decodeMask(mask),
        sparsity,
        numbers: [percent(sparsity), three(recall), three(outputError)],
        values: valuesOf(metrics),
        summary: `At ${percent(sparsity)} sparsity it keeps ${three(recall)} of the attention mass.`,
        apart: null,
        rowRecall,
      });
    },
    paint: (spec, view, theme, options) => client.paint(spec, view, theme, options),
    curve: (spec, method, each, options) =>
      client.curve(
        spec,
        method,
        CURVE_BUDGETS,
        ({ budget, metrics }) =>
          each({ budget, sparsity: metrics.sparsity, values: valuesOf(metrics) }),
        options,
      ),
  };
}
