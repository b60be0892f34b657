// The numbers of the figure in words and digits, in the order in which the page shows them.
import type { ModelCost, FigureReply } from '../../../workers/api.ts';
import {
  HEAD_METRICS,
  METRICS,
  readMetric,
  type MetricDefinition,
  type MetricId,
} from '../../domains/attention/definitions.ts';
import { count, fixed, percent, plain, signed } from '../../figure/format.ts';

export interface NumberRow {
  readonly id: string;
  readonly label: string;
  readonly definition: string;
  /** Null while it is being computed. */
  readonly value: string | null;
}

const PERCENT = new Set<MetricId>(['sparsity', 'tileDensity16', 'tileDensity32', 'tileDensity64']);

export function numberRows(reply: FigureReply | null, cost: ModelCost | null): NumberRow[] {
  const head = Object.fromEntries(
    HEAD_METRICS.map((id) => [
      id,
      row(id, reply && formatHead(id, readMetric(id, reply.metrics)), METRICS[id]),
    ]),
  ) as Record<(typeof HEAD_METRICS)[number], NumberRow>;
  const { sparsity, recall, outputError, ...rest } = head;
  return [
    sparsity,
    recall,
    outputError,
    row('deltaNats', cost && signed(cost.deltaNats, 3), METRICS.deltaNats),
    row('nats', cost && fixed(cost.nats, 3), METRICS.nats),
    ...(cost?.continuation
      ? [
          row(
            'continuationDeltaNats',
            signed(cost.continuation.deltaNats, 3),
            METRICS.continuationDeltaNats,
          ),
        ]
      : []),
    row(
      'needleAccuracy',
      cost && `${cost.needlesRight} of ${cost.needles}`,
      METRICS.needleAccuracy,
    ),
    ...Object.values(rest),
  ];
}

function row(id: string, value: string | null, definition: MetricDefinition): NumberRow {
  const per = definition.denominator ? ` Out of: ${definition.denominator}.` : '';
  return { id, label: definition.label, definition: definition.sentence + per, value };
}

function formatHead(id: MetricId, value: number | null): string {
  if (value === null) return 'unchanged';
  if (PERCENT.has(id)) return percent(value);
  switch (id) {
    case 'recall':
    case 'recallLastQuarter':
    case 'outputError':
      return fixed(value, 3);
    case 'speedUp':
      return `${fixed(value, 2)} ×`;
    case 'keptPairs':
      return count(value);
    case 'kvBytesPerStep':
      return `${plain(value / 1024)} KiB`;
    default:
      return plain(value);
  }
}
