// What a row of the table is. One file per row in rows/, listed in rows/index.ts in table order.
import type { Browser, Page } from 'playwright';

/** One line that a row gives: a case (size, mode), what was measured, and whether it is enough. */
export interface Outcome {
  readonly case: string;
  readonly ours: string;
  /** '–' where there is nothing to compare with. */
  readonly theirs: string;
  readonly result: string;
  readonly met: boolean;
}

/** What rows measure with. Pages come fresh and are closed by the runner after the row. */
export interface Bench {
  readonly browser: Browser;
  /** The bench's own page, with the functions of page/ under `window.bench`. */
  openBenchPage(): Promise<Page>;
  /** A page of the built site, e.g. 'index.html#…'. */
  openSite(path: string): Promise<Page>;
}

export interface Row {
  /** e.g. 'causal attention map and row statistics of one head' */
  readonly measure: string;
  readonly against: string;
  /** The goal in words, e.g. '3× faster'. */
  readonly atLeast: string;
  /** Throws a NotMeasured where something that it needs is not there. */
  run(bench: Bench): Promise<readonly Outcome[]>;
}

/** Why a row has no number; the table says so. */
export class NotMeasured extends Error {}

/** Times of two ways of computing the same, taken in turns, milliseconds. */
export interface Duel {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** By linear interpolation between the sorted values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  if (low === undefined || high === undefined) throw new Error('no values to take a quantile of');
  return low + (high - low) * (at - Math.floor(at));
}

export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0)} ms`;
}

/** A duel as an outcome: medians, and how many times faster ours is. */
export function outcomeOf(name: string, duel: Duel, atLeast: number): Outcome {
  const ours = median(duel.ours);
  const theirs = median(duel.theirs);
  const ratio = theirs / ours;
  return {
    case: name,
    ours: milliseconds(ours),
    theirs: milliseconds(theirs),
    result: `${ratio.toFixed(1)}×`,
    met: ratio >= atLeast,
  };
}
