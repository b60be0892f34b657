// The numbers of the figure in words and digits, in the order in which the page shows them.
import type { FigureReply } from '../../../workers/api.ts';
import type { ModelCost } from '../../domains/attention/cost.ts';
import type { AttentionTypes } from '../../domains/attention/types.ts';
import {
  HEAD_METRICS,
  METRICS,
  readMetric,
  type MetricId,
} from '../../domains/attention/definitions.ts';
import { numberRow as row, type NumberRow } from '../../kit/number-row.ts';
import { count, fixed, percent, plain, signed } from '../../figure/format.ts';

const PERCENT = new Set<MetricId>(['sparsity', 'tileDensity16', 'tileDensity32', 'tileDensity64']);

export function numberRows(
  reply: FigureReply<AttentionTypes> | null,
  cost: ModelCost | null,
): NumberRow[] {
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

const LARGE = ['sparsity', 'recall', 'outputError', 'speedUp'];

/** Those of the head alone, as a method's page shows them. */
export function headNumbers(reply: FigureReply<AttentionTypes> | null): NumberRow[] {
  const ofHead = numberRows(reply, null).filter(({ id }) =>
    HEAD_METRICS.some((metric) => metric === id),
  );
  const rank = (id: string): number => (LARGE.indexOf(id) + 1 || LARGE.length + 1) - 1;
  return ofHead.sort((a, b) => rank(a.id) - rank(b.id));
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
