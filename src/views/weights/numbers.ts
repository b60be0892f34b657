// The numbers of the page in words and digits, in the order in which they are shown.
import type { MatrixMetrics } from '../../domains/weights/metrics.ts';
import type { PrunedCost } from '../../domains/weights/types.ts';
import { METRICS, type MetricId } from '../../domains/weights/definitions.ts';
import { count, fixed, percent, plain, signed } from '../../figure/format.ts';
import type { FATES } from './fates.ts';
import { numberRow, type NumberRow } from '../../kit/number-row.ts';

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
  return numberRow(id, value, METRICS[id], more);
}

const OF_MATRIX = ['sparsity', 'outputError', 'kept', 'estimationFlops'];

/** Those of the matrix alone, short enough to be shown large on a method's page. */
export function matrixNumbers(
  metrics: MatrixMetrics | null,
  effect: keyof typeof FATES,
): NumberRow[] {
  const short: Readonly<Record<string, string | null>> = {
    kept: metrics && count(metrics.kept),
    estimationFlops: metrics && flopText(metrics.estimationFlops),
  };
  return numberRows(metrics, null, effect)
    .filter(({ id }) => OF_MATRIX.includes(id))
    .map((each) => (each.id in short ? { ...each, value: short[each.id] ?? null } : each));
}

/** With two or three digits. */
function flopText(flops: number): string {
  const units = ['FLOP', 'kFLOP', 'MFLOP', 'GFLOP'];
  const power = flops < 1 ? 0 : Math.min(3, Math.floor(Math.log10(flops) / 3));
  const scaled = flops / 1000 ** power;
  return `${fixed(scaled, power > 0 && scaled < 10 ? 1 : 0)} ${units[power]}`;
}

function errorText(error: number | null): string {
  return error === null ? 'not known' : fixed(error, 3);
}
