// The numbers of the page in words and digits, in the order in which they are shown.
import type { MatrixMetrics, PrunedCost } from '../../../workers/weights-api.ts';
import { METRICS, type MetricId } from '../../domains/weights/definitions.ts';
import { count, fixed, percent, plain, signed } from '../../figure/format.ts';
import type { FATES } from '../../figure/map/words/fates.ts';
import type { NumberRow } from '../explore/number-rows.ts';

/** Null where it is still being computed. */
export function numberRows(
  metrics: MatrixMetrics | null,
  cost: PrunedCost | null,
  effect: keyof typeof FATES,
): NumberRow[] {
  const where =
    cost && !cost.heldOut ? ' This text leaves no held-out tokens: its own are read.' : '';
  return [
    row('sparsity', metrics && percent(metrics.sparsity)),
    row(
      'outputError',
      metrics && errorText(metrics.outputError),
      metrics?.outputError === null ? ' This text leaves no held-out tokens.' : '',
    ),
    row('deltaNats', cost && signed(cost.deltaNats, 3), where),
    row('needleAccuracy', cost && `${cost.needlesRight} of ${cost.needles}`),
    row('perplexity', cost && fixed(cost.perplexity, 2), where),
    {
      ...row('perplexity', cost && fixed(cost.densePerplexity, 2), ' Here of the dense model.'),
      id: 'densePerplexity',
      label: 'perplexity, dense',
    },
    row('nats', cost && fixed(cost.nats, 3), where),
    row('modelSparsity', cost && percent(cost.sparsity)),
    {
      ...row('kept', metrics && `${count(metrics.kept)} of ${count(metrics.weights)}`),
      ...(effect === 'train' ? TRAINED : {}),
    },
    row('estimationFlops', metrics && `${plain(metrics.estimationFlops)} FLOP`),
  ];
}

/** A fine-tuning keeps all weights. */
const TRAINED = {
  label: 'trained weights',
  definition: 'Weights of this matrix that the fine-tuning would train.',
};

function row(id: MetricId, value: string | null, more = ''): NumberRow {
  const { label, sentence, denominator } = METRICS[id];
  const per = denominator ? ` Out of: ${denominator}.` : '';
  return { id, label, definition: sentence + per + more, value };
}

function errorText(error: number | null): string {
  return error === null ? 'not known' : fixed(error, 3);
}
