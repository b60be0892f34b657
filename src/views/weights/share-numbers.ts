// The numbers of a figure of weights.
import type { CostPoint, CurvePoint, FigureReply } from '../../../workers/api.ts';
import type { FigureSpec } from '../../core/spec.ts';
import { METRICS } from '../../domains/weights/definitions.ts';
import type { PrunedCost, PrunedSite, WeightTypes } from '../../domains/weights/types.ts';
import { linesOf, type NumberLine } from '../../kit/share/numbers.ts';

export interface WeightNumbers {
  readonly spec: FigureSpec;
  readonly reply: Pick<
    FigureReply<WeightTypes>,
    'metrics' | 'rowDensity' | 'colDensity' | 'exact' | 'calibration'
  >;
  readonly cost: PrunedCost | null;
  /** What is left of all matrices under the setting; empty while they are not pruned. */
  readonly sites: readonly PrunedSite[];
  readonly curves: readonly CurvePoint<WeightTypes>[];
  readonly costs: readonly CostPoint<WeightTypes>[];
}

export function weightParts({ reply, ...rest }: WeightNumbers): Record<string, unknown> {
  const { cost, sites, curves, costs } = rest;
  const { metrics, rowDensity, colDensity, exact, calibration } = reply;
  return {
    metrics,
    calibration: { tokens: calibration, blockByBlock: exact },
    cost,
    density: { outputs: [...rowDensity], inputs: [...colDensity] },
    matrices: sites,
    curves,
    costs,
  };
}

const NAMED = ['sparsity', 'kept', 'outputError', 'estimationFlops'] as const;

export function weightLines({ spec, reply, ...rest }: WeightNumbers): NumberLine[] {
  const { cost, sites, curves, costs } = rest;
  const { method } = spec;
  const budget = spec.budget ?? '';
  const { formats } = reply.metrics;
  const densities = (of: string, values: Float32Array): NumberLine[] =>
    Array.from(values, (value, i) => [`${of} ${i}`, method, budget, 'density', value]);
  return [
    ...NAMED.flatMap((id): NumberLine[] => {
      const value = reply.metrics[id];
      return value === null ? [] : [['figure', method, budget, METRICS[id].label, value]];
    }),
    ['figure', method, budget, 'weights', reply.metrics.weights],
    ...Object.entries(formats).flatMap(([format, costOf]) =>
      linesOf(`format ${format}`, method, budget, costOf ?? {}),
    ),
    ...(cost ? linesOf('model', method, budget, cost) : []),
    ...sites.flatMap(({ layer, matrix, ...left }) =>
      linesOf(`layer ${layer} ${matrix}`, method, budget, left).filter(([, , , name]) =>
        ['kept', 'weights', 'outputError'].includes(name),
      ),
    ),
    ...curves.flatMap((point) => linesOf('curve', point.method, point.budget, point.metrics)),
    ...costs.flatMap(({ method: id, budget: at, ...point }) =>
      linesOf('cost curve', id, at, point),
    ),
    ...densities('output', reply.rowDensity),
    ...densities('input', reply.colDensity),
  ];
}
