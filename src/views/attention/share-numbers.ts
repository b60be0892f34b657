// The numbers of a figure of attention.
import type { CostPoint, CurvePoint, FigureReply } from '../../../workers/api.ts';
import type { FigureSpec } from '../../core/spec.ts';
import type { ModelCost } from '../../domains/attention/cost.ts';
import type { AttentionTypes, HeadSurvey } from '../../domains/attention/types.ts';
import { HEAD_METRICS, METRICS, readMetric } from '../../domains/attention/definitions.ts';
import { linesOf, type NumberLine } from '../../kit/share/numbers.ts';

export interface AttentionNumbers {
  readonly spec: FigureSpec;
  readonly reply: Pick<FigureReply<AttentionTypes>, 'metrics' | 'rowRecall' | 'rowError'>;
  readonly cost: ModelCost | null;
  readonly curves: readonly CurvePoint<AttentionTypes>[];
  readonly costs: readonly CostPoint<AttentionTypes>[];
  /** Of all heads under the method. */
  readonly recalls: readonly Pick<HeadSurvey, 'layer' | 'head' | 'recall'>[];
}

export function attentionParts({ reply, ...rest }: AttentionNumbers): Record<string, unknown> {
  const { cost, curves, costs, recalls } = rest;
  return {
    metrics: Object.fromEntries(HEAD_METRICS.map((id) => [id, readMetric(id, reply.metrics)])),
    cost,
    rows: { recall: [...reply.rowRecall], outputError: [...reply.rowError] },
    heads: recalls,
    curves,
    costs,
  };
}

export function attentionLines(numbers: AttentionNumbers): NumberLine[] {
  const { spec, reply, cost, curves, costs, recalls } = numbers;
  const { method } = spec;
  const budget = spec.budget ?? '';
  const row = (name: string, values: Float32Array): NumberLine[] =>
    Array.from(values, (value, query) => [`query ${query}`, method, budget, name, value]);
  return [
    ...HEAD_METRICS.flatMap((id): NumberLine[] => {
      const value = readMetric(id, reply.metrics);
      return value === null ? [] : [['figure', method, budget, METRICS[id].label, value]];
    }),
    ...(cost ? linesOf('model', method, budget, { ...cost, ...continuation(cost) }) : []),
    ...recalls.map(({ layer, head, recall }): NumberLine => [
      `layer ${layer} head ${head}`,
      ...([method, budget, 'recall', recall] as const),
    ]),
    ...curves.flatMap((point) => linesOf('curve', point.method, point.budget, point.metrics)),
    ...costs.flatMap(({ method: id, budget: at, ...point }) =>
      linesOf('cost curve', id, at, { ...point, ...continuation(point) }),
    ),
    ...row('recall', reply.rowRecall),
    ...row('output error', reply.rowError),
  ];
}

function continuation({
  continuation: part,
}: Pick<ModelCost, 'continuation'>): Record<string, number> {
  if (!part) return {};
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [`continuation ${name}`, value]),
  );
}
