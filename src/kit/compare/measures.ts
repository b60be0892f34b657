// What the trade-off chart can show, and the same numbers as a table.
import { percent, signed } from '../../figure/format.ts';
import type { ChartPoint } from '../../figure/types.ts';

export interface Measure {
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

/** A method at one budget on the chosen site; null where a measure cannot be taken. */
export interface SitePoint {
  readonly budget: number;
  readonly sparsity: number;
  readonly values: Readonly<Record<string, number | null>>;
}

/** A method at one budget in the whole model. */
export interface ModelPoint {
  readonly budget: number;
  readonly sparsity?: number;
  readonly deltaNats?: number;
  readonly needlesRight?: number;
  /** 0 where they are not counted yet. */
  readonly needles?: number;
}

export function siteMeasure(
  label: string,
  axis: string,
  better: Measure['better'],
  format: Measure['format'],
  range?: readonly [number, number],
): Measure {
  return { label, axis, better, format, least: 1, wholeModel: false, ...(range ? { range } : {}) };
}

/** What every domain measures by running the model. */
export const MODEL_MEASURES = {
  deltaNats: {
    label: 'loss added',
    axis: 'Δ nats per token',
    better: 'lower',
    format: (y) => signed(y, 3),
    least: 0.5,
    wholeModel: true,
  },
  needles: {
    label: 'needles found',
    axis: 'share of needles found',
    better: 'higher',
    format: (y) => percent(y),
    range: [0, 1],
    least: 1,
    wholeModel: true,
  },
} as const satisfies Record<string, Measure>;

export function measurePoints(
  id: string,
  curve: readonly SitePoint[] = [],
  costs: readonly ModelPoint[] = [],
): ChartPoint[] {
  if (id in MODEL_MEASURES) {
    return costs.flatMap((point) => {
      const { budget, sparsity: x, deltaNats, needles = 0, needlesRight = 0 } = point;
      const y = id === 'deltaNats' ? deltaNats : needles > 0 ? needlesRight / needles : undefined;
      return x === undefined || y === undefined ? [] : [{ x, y, budget }];
    });
  }
  return curve.flatMap(({ values, sparsity: x, budget }) => {
    const y = values[id] ?? null;
    return y === null ? [] : [{ x, y, budget }];
  });
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

/** What a saved table is made of. */
export interface Measured {
  readonly ids: readonly string[];
  readonly measures: Readonly<Record<string, Measure>>;
  readonly curves: ReadonlyMap<string, readonly SitePoint[]>;
  readonly costs: ReadonlyMap<string, readonly ModelPoint[]>;
}

/** Every point behind the charts, one line each; `site` names the scope of what is not the whole model. */
export function toCsv({ ids, measures, curves, costs }: Measured, site: string): string {
  const lines = ['method,scope,budget,sparsity,measure,value'];
  for (const id of ids) {
    for (const [name, { wholeModel }] of Object.entries(measures)) {
      const scope = wholeModel ? 'whole model' : site;
      for (const { x, y, budget } of measurePoints(name, curves.get(id), costs.get(id))) {
        lines.push([id, scope, budget, x, name, y].join(','));
      }
    }
  }
  return `${lines.join('\n')}\n`;
}
