// A linear axis: data to pixels and back, with round ticks.
import { nice, ticks } from 'd3-array';

export interface Scale {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  /** Data to pixels. */
  to(value: number): number;
  /** Pixels to data, held inside the domain. */
  from(pixel: number): number;
}

/** `start` and `end` in pixels; `count` is about how many ticks. */
export function linearScale(
  domain: readonly [number, number],
  start: number,
  end: number,
  count: number,
): Scale {
  const [low, high] = domain;
  const width = high - low || 1;
  return {
    domain,
    ticks: ticks(low, high, count),
    to: (value) => start + ((value - low) / width) * (end - start),
    from: (pixel) => {
      const t = (pixel - start) / (end - start || 1);
      return low + Math.min(1, Math.max(0, t)) * width;
    },
  };
}

/** A round range around values, with zero in it; null without any. */
export function niceRange(values: readonly number[]): [number, number] | null {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return null;
  const low = Math.min(0, ...finite);
  const high = Math.max(0, ...finite);
  return low === high ? [low, low + 1] : nice(low, high, 4);
}
