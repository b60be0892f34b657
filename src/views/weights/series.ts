// Methods as lines of a chart: colours by place, the same in every chart of the page.
import type { CurvePoint } from '../../../workers/api.ts';
import type { MethodListing } from '../../core/method.ts';
import type { WeightTypes } from '../../domains/weights/types.ts';
import type { ChartPoint, ChartSeries } from '../../figure/types.ts';

const COLOURS = 6;

export function seriesOf(
  methods: readonly MethodListing[],
  pointsOf: (method: string) => readonly ChartPoint[],
): ChartSeries[] {
  return methods.map((entry, i) => ({
    id: entry.id,
    label: entry.name,
    colour: (i % COLOURS) + 1,
    dashed: entry.tags.role === 'bound',
    points: pointsOf(entry.id),
  }));
}

/** Output errors of a curve; none where no tokens are held out. */
export function errorsOf(points: readonly CurvePoint<WeightTypes>[] = []): ChartPoint[] {
  return points.flatMap(({ budget, metrics: { sparsity, outputError } }) =>
    outputError === null ? [] : [{ x: sparsity, y: outputError, budget }],
  );
}
