// The comparison's weights side: methods on one matrix.
import type { WeightFigureReply } from '../../../../workers/weights-api.ts';
import type { FullClient } from '../../../client/weights.ts';
import { decodeMask } from '../../../core/mask/wire.ts';
import { succeed } from '../../../core/result.ts';
import { count, fixed, percent, plain } from '../../../figure/format.ts';
import { MATRIX_SHOWS } from '../../../figure/map/words/weights-shows.ts';
import { Sweep } from '../../cost-sweep.svelte.ts';
import { methods } from '../../methods/weights.ts';
import { siteMeasure } from '../measures.ts';
import type { Legend, Panel, PanelFigure, Side } from '../side.ts';

export interface WeightFigure extends PanelFigure {
  readonly reply: WeightFigureReply;
}

/** In an order in which the shape appears early. */
const SITE_BUDGETS = [0.5, 0.8, 0.3, 1, 0.65, 0.4, 0.9, 0.2, 0.1, 0.55, 0.72];
/** The whole model is pruned once per point. */
const MODEL_BUDGETS = [0.5, 0.8, 0.65, 1, 0.4, 0.9, 0.3, 0.2];

const MEASURES = {
  outputError: siteMeasure('output error', 'relative output error, held-out tokens', 'lower', (y) =>
    fixed(y, 3),
  ),
};

function legendOf(panel: Panel<WeightFigure> | undefined): Legend {
  const { scale, exact } = panel?.figure.reply ?? { scale: null, exact: false };
  return {
    names: {
      attention: 'size of the weight',
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
  };
}

function figureOf(reply: WeightFigureReply): WeightFigure {
  const { sparsity, outputError, kept, weights } = reply.metrics;
  const trains = reply.effect === 'train';
  const error = outputError === null || trains ? '–' : fixed(outputError, 3);
  return {
    reply,
    mask: decodeMask(reply.mask),
    sparsity,
    numbers: [percent(sparsity), error],
    values: { outputError },
    summary:
      `Keeps ${count(kept)} of ${count(weights)} weights.` +
      (error === '–' ? '' : ` The outputs move by ${error}.`),
    apart: trains ? 'Nothing is pruned: kept is what fine-tuning trains.' : null,
  };
}

export function weightsSide({ weights: client }: FullClient): Side<WeightFigure> {
  return {
    methods,
    words: {
      title: 'Compare pruning methods',
      whole: 'the weights of this matrix',
      cells: 'weights',
      budget:
        'Share of the weights of this matrix that every method keeps: the knob of each is turned until it drops the rest.',
      heavy: 'large',
      shows: MATRIX_SHOWS,
      numbers: ['sparsity', 'output error'],
      ceiling: 'This is its ceiling here: no budget drops more.',
      siteAxis: 'sparsity of this matrix',
      modelAxis: 'sparsity, all prunable weights',
      caveat:
        'The output error is that of one matrix behind a dense model; loss and needles are those of the model with all its matrices pruned, block by block.',
    },
    area: 'all',
    measures: MEASURES,
    costs: new Sweep(methods, MODEL_BUDGETS, (spec, method, budgets, each, options) =>
      client.cost(spec, method, budgets, each, undefined, { ...options, needles: 'after' }),
    ),
    siteName: ({ subject }) => `layer ${subject['layer']} ${subject['matrix']}`,
    legend: legendOf,
    match: (spec, sparsity, options) => client.match(spec, sparsity, options),
    async figure(spec, options) {
      const reply = await client.figure(spec, null, options);
      return reply?.ok ? succeed(figureOf(reply.value)) : reply;
    },
    paint: (spec, view, theme, options) => client.paint(spec, view, theme, options),
    curve: (spec, method, each, options) =>
      client.curve(
        spec,
        method,
        SITE_BUDGETS,
        ({ budget, metrics: { sparsity, outputError } }) =>
          each({ budget, sparsity, values: { outputError } }),
        options,
      ),
  };
}
