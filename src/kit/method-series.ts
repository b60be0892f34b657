// Methods as lines of a chart: colours by place, the same in every chart of the page.
import type { MethodListing } from '../core/method.ts';
import type { ChartPoint, ChartSeries } from '../figure/types.ts';

/** As many methods as a chart tells apart. */
export const COLOURS = 6;

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
