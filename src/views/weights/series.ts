// Points of the weights' curves.
import type { CurvePoint } from '../../../workers/api.ts';
import type { WeightTypes } from '../../domains/weights/types.ts';
import type { ChartPoint } from '../../figure/types.ts';

/** Output errors of a curve; none where no tokens are held out. */
export function errorsOf(points: readonly CurvePoint<WeightTypes>[] = []): ChartPoint[] {
  return points.flatMap(({ budget, metrics: { sparsity, outputError } }) =>
    outputError === null ? [] : [{ x: sparsity, y: outputError, budget }],
  );
}
