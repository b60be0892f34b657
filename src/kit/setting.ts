// The setting in force and what the figure measured at it: what sliders and curves say must agree with the
// figure beside them.
import type { CatalogueEntry } from '../core/method.ts';
import { figureKey, type FigureSpec } from '../core/spec.ts';
import type { ChartPoint } from '../figure/types.ts';

interface View<R> {
  readonly spec: FigureSpec;
  readonly entry: Pick<CatalogueEntry, 'budgetParams'>;
  readonly figure: { readonly spec: FigureSpec; readonly reply: R } | null;
}

/** Where the handle of a curve stands, and the curve through what was measured there. */
export interface Here {
  readonly budget: number | null;
  /** Only where no budget leads there: otherwise the curve goes through it. */
  readonly now: { readonly x: number; readonly y: number } | null;
  through(points: readonly ChartPoint[]): readonly ChartPoint[];
}

/** The budget where it decides; null where what it moves was set by hand. */
export function budgetInForce({ spec, entry }: Pick<View<unknown>, 'spec' | 'entry'>) {
  return entry.budgetParams.some((name) => name in spec.set) ? null : spec.budget;
}

/** What the budget's slider shows. */
export function budgetShown(view: Pick<View<unknown>, 'spec' | 'entry'>) {
  if (view.entry.budgetParams.length === 0) {
    return { budget: null, unset: 'no effect on this method', disabled: true };
  }
  const budget = budgetInForce(view);
  return budget === view.spec.budget ? { budget } : { budget, unset: 'set by hand' };
}

/** What the figure measured, unless it is still that of another setting. */
export function measured<R>({ spec, figure }: Pick<View<R>, 'spec' | 'figure'>): R | null {
  return figure && figureKey(figure.spec) === figureKey(spec) ? figure.reply : null;
}

/** The curve with one more point, in place of one at its budget. Where there is no curve yet there is none. */
export function throughPoint(
  points: readonly ChartPoint[],
  point: ChartPoint | null,
): readonly ChartPoint[] {
  if (!point || points.length === 0) return points;
  return [...points.filter(({ budget }) => budget !== point.budget), point];
}

/** `read` tells x and y of what the figure measured. */
export function here<R>(view: View<R>, read: (reply: R) => Pick<ChartPoint, 'x' | 'y'>): Here {
  const budget = budgetInForce(view);
  const reply = measured(view);
  const at = reply && read(reply);
  const point = at && budget !== null ? { ...at, budget } : null;
  return {
    budget,
    now: budget === null ? at : null,
    through: (points) => throughPoint(points, point),
  };
}
