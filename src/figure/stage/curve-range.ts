// How far up and down a step's curves go.
import type { Of } from './kinds.ts';

/** All values with zero among them; a range without extent gets some. */
export function rangeOf({
  series,
  threshold = 0,
}: Pick<Of<'curve'>, 'series' | 'threshold'>): [low: number, high: number] {
  let [low, high] = [Math.min(0, threshold), Math.max(0, threshold)];
  for (const { values } of series) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return [low, high > low ? high : low + 1];
}
