// What the trade-off chart can show, and the same numbers as a table.
import type { AttentionMetrics, CostPoint, CurvePoint } from '../../../workers/api.ts';
import { fixed, percent, signed } from '../../figure/format.ts';
import type { ChartPoint } from '../../figure/types.ts';
import type { Comparison } from './compare.svelte.ts';

interface Measure {
  readonly label: string;
  /** Name of the y axis, with its unit. */
  readonly axis: string;
  readonly better: 'higher' | 'lower';
  readonly format: (y: number) => string;
  /** A fixed y range, or the least upper end of one that follows the data. */
  readonly range?: readonly [number, number];
  readonly least: number;
  /** Needs runs of the whole model, which are asked for. */
  readonly wholeModel: boolean;
}

const three = (y: number): string => fixed(y, 3);

export const MEASURES = {
  recall: head('recall', 'recall of attention mass', 'higher', three, [0, 1]),
  outputError: head('output error', 'output error, relative L2', 'lower', three),
  tileDensity: head('tile density, 16', 'share of 16 × 16 tiles touched', 'lower', percent, [0, 1]),
  speedUp: head(
    'arithmetic saved',
    'dense FLOPs over kernel + estimation FLOPs',
    'higher',
    (y) => `${fixed(y, 2)} ×`,
  ),
  deltaNats: {
    ...model('loss added', 'Δ nats per token', 'lower', (y) => signed(y, 3)),
    least: 0.5,
  },
  needles: {
    ...model('needles found', 'share of needles found', 'higher', percent),
    range: [0, 1],
  },
} as const satisfies Record<string, Measure>;

export type MeasureId = keyof typeof MEASURES;

function head(
  label: string,
  axis: string,
  better: Measure['better'],
  format: Measure['format'],
  range?: readonly [number, number],
): Measure {
  return { label, axis, better, format, least: 1, wholeModel: false, ...(range ? { range } : {}) };
}

function model(
  label: string,
  axis: string,
  better: Measure['better'],
  format: Measure['format'],
): Measure {
  return { label, axis, better, format, least: 1, wholeModel: true };
}

export function measurePoints(
  id: MeasureId,
  curve: readonly CurvePoint[] = [],
  costs: readonly CostPoint[] = [],
): ChartPoint[] {
  switch (id) {
    case 'deltaNats':
      return costs.map((c) => ({ x: c.sparsity, y: c.deltaNats, budget: c.budget }));
    case 'needles':
      return costs
        .filter((c) => c.needles > 0)
        .map((c) => ({ x: c.sparsity, y: c.needlesRight / c.needles, budget: c.budget }));
    default:
      return curve.map(({ metrics, budget }) => ({
        x: metrics.sparsity,
        y: readHead(id, metrics),
        budget,
      }));
  }
}

/** Sparsity of a curve at a budget, between its points by straight lines; null without any. */
export function sparsityAt(points: readonly ChartPoint[], budget: number): number | null {
  const sorted = [...points].sort((a, b) => a.budget - b.budget);
  const next = sorted.findIndex((point) => point.budget >= budget);
  const after = sorted[next] ?? sorted.at(-1);
  const before = next > 0 ? sorted[next - 1] : after;
  if (!after || !before) return null;
  if (after.budget === before.budget) return after.x;
  const t = (budget - before.budget) / (after.budget - before.budget);
  return before.x + t * (after.x - before.x);
}

function readHead(
  id: Exclude<MeasureId, 'deltaNats' | 'needles'>,
  metrics: AttentionMetrics,
): number {
  switch (id) {
    case 'tileDensity':
      return metrics.tileDensity[16];
    case 'speedUp':
      return metrics.denseFlops / (metrics.kernelFlops + metrics.estimationFlops);
    default:
      return metrics[id];
  }
}

/** Every point behind the charts, one line each. */
export function toCsv(comparison: Comparison): string {
  const lines = ['method,scope,budget,sparsity,measure,value'];
  for (const { id } of comparison.entries) {
    const curve = comparison.curves.get(id);
    const costs = comparison.costs.points.get(id);
    for (const measure of Object.keys(MEASURES) as MeasureId[]) {
      const { subject } = comparison.spec;
      const scope = MEASURES[measure].wholeModel
        ? 'whole model'
        : `layer ${subject['layer']} head ${subject['head']}`;
      for (const { x, y, budget } of measurePoints(measure, curve, costs)) {
        lines.push([id, scope, budget, x, measure, y].join(','));
      }
    }
  }
  return `${lines.join('\n')}\n`;
}
