// Behaviour of a line chart: scales, what is hidden, what the pointer reads, and the handle that sets
// the budget. The component draws what it finds here.
import type { ChartPoint, ChartProps, ChartSeries } from '../types.ts';
import { budgetAtX, budgetBeyond, pointAtBudget, xBeyond } from './along.ts';
import { line } from 'd3-shape';
import { linearScale, logScale, niceRange } from './scale.ts';

export interface ChartSource {
  readonly series: readonly ChartSeries[];
  readonly xDomain: ChartProps['xDomain'];
  readonly yDomain: ChartProps['yDomain'];
  readonly yLog: boolean;
  readonly current: string | null;
  readonly budget: number | null;
  readonly now: ChartProps['now'];
  readonly onbudget: ChartProps['onbudget'];
  readonly height: number | undefined;
}

export interface Reading {
  readonly series: ChartSeries;
  readonly point: ChartPoint;
}

/** The setting in force. */
export interface Handle {
  readonly series: ChartSeries;
  /** Null where no budget leads to it. */
  readonly budget: number | null;
  readonly x: number;
  /** Null where nothing was measured. */
  readonly y: number | null;
}

/** Smallest budget that a handle asks for. */
const LEAST = 0.01;

export const MARGIN = { top: 24, right: 14, bottom: 34, left: 40 };
export const HEIGHT = 212;
/** The pointer reads the nearest point within this many px. */
const REACH = 40;

export class ChartState {
  readonly source: ChartSource;
  width = $state(0);
  hidden = $state.raw<ReadonlySet<string>>(new Set());
  reading = $state.raw<Reading | null>(null);
  dragging = $state(false);
  /** Grows with the data, so that late points never squeeze early ones twice. */
  #reach: [number, number] | null = null;

  constructor(source: ChartSource) {
    this.source = source;
  }

  readonly height = $derived.by(() => this.source.height ?? HEIGHT);
  /** In drawing order: the one that carries the handle lies over the others. */
  readonly shown = $derived.by(() => {
    const { series, current } = this.source;
    const seen = series.filter(({ id }) => !this.hidden.has(id));
    return [...seen.filter(({ id }) => id !== current), ...seen.filter(({ id }) => id === current)];
  });
  readonly empty = $derived.by(() =>
    this.source.series.every((series) => series.points.length === 0),
  );

  readonly #yRange = $derived.by((): readonly [number, number] => {
    if (this.source.yDomain) return this.source.yDomain;
    const range = niceRange(this.source.series.flatMap((s) => s.points.map((point) => point.y)));
    if (!range) this.#reach = null;
    else if (!this.#reach) this.#reach = range;
    else {
      this.#reach = [Math.min(this.#reach[0], range[0]), Math.max(this.#reach[1], range[1])];
    }
    return this.#reach ?? [0, 1];
  });

  readonly x = $derived.by(() =>
    linearScale(
      this.source.xDomain ?? [0, 1],
      MARGIN.left,
      Math.max(MARGIN.left + 1, this.width - MARGIN.right),
      this.width < 260 ? 3 : 5,
    ),
  );
  readonly y = $derived.by(() => {
    const [bottom, top] = [this.height - MARGIN.bottom, MARGIN.top];
    return this.source.yLog
      ? logScale(this.#yRange, bottom, top)
      : linearScale(this.#yRange, bottom, top, 4);
  });

  readonly #current = $derived.by(() =>
    this.source.series.find((series) => series.id === this.source.current),
  );
  /** Where the handle stands: as the page measured it, else on the curve, else beside it along x. */
  readonly handle = $derived.by((): Handle | null => {
    const series = this.#current;
    const { budget, now } = this.source;
    if (!series) return null;
    if (now) return { series, budget, x: now.x, y: now.y ?? this.#heightAt(now.x) };
    if (budget === null) return null;
    const on = pointAtBudget(series.points, budget);
    if (on) return { series, ...on };
    const beyond = xBeyond(series.points, budget);
    if (beyond === null) return null;
    const [low, high] = this.x.domain;
    return { series, budget, x: Math.min(Math.max(beyond, low), high), y: null };
  });

  /** Ends of the measured curve along x. */
  readonly #ends = $derived.by((): readonly [number, number] => {
    const xs = this.#current?.points.map(({ x }) => x) ?? [];
    return [Math.min(...xs), Math.max(...xs)];
  });

  path(series: ChartSeries): string {
    const sorted = [...series.points].sort((a, b) => a.x - b.x);
    const draw = line<ChartPoint>()
      .x(({ x }) => this.x.to(x))
      .y(({ y }) => this.y.to(y))
      .digits(1);
    return draw(sorted) ?? '';
  }

  toggle(id: string): void {
    const hidden = new Set(this.hidden);
    if (!hidden.delete(id)) hidden.add(id);
    this.hidden = hidden;
  }

  /** Reads the measured point nearest to a place in the plot. */
  read(px: number, py: number): void {
    let best: Reading | null = null;
    let least = REACH;
    for (const series of this.shown) {
      for (const point of series.points) {
        const away = Math.hypot(this.x.to(point.x) - px, this.y.to(point.y) - py);
        if (away < least) [best, least] = [{ series, point }, away];
      }
    }
    this.reading = best;
  }

  /** Moves the handle to a place along x. */
  dragTo(px: number): void {
    this.#moveTo(this.x.from(px));
  }

  /** Moves the handle by fractions of the axis. */
  stepBy(fraction: number): void {
    const { handle } = this;
    if (!handle) return;
    const [low, high] = this.x.domain;
    this.#moveTo(handle.x + fraction * (high - low));
  }

  /** Along the curve, and from where the handle stands to it; a single point is no curve to stay on. */
  #moveTo(x: number): void {
    const points = this.#current?.points ?? [];
    const at = this.handle?.x ?? points[0]?.x;
    if (at === undefined) return;
    const [first, last] = points.length > 1 ? this.#ends : this.x.domain;
    const next = Math.min(Math.max(x, Math.min(first, at)), Math.max(last, at));
    this.#ask(this.#within(next) ? budgetAtX(points, next) : budgetBeyond(points, next));
  }

  #within(x: number): boolean {
    const [first, last] = this.#ends;
    return x >= first && x <= last;
  }

  #heightAt(x: number): number | null {
    const points = this.#current?.points ?? [];
    const budget = this.#within(x) ? budgetAtX(points, x) : null;
    return budget === null ? null : (pointAtBudget(points, budget)?.y ?? null);
  }

  #ask(budget: number | null): void {
    if (budget === null) return;
    const tidy = Number(Math.min(1, Math.max(LEAST, budget)).toPrecision(3));
    if (tidy !== this.source.budget) this.source.onbudget?.(tidy);
  }
}
