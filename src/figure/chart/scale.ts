// Axes: data to pixels and back, with round ticks.
import { nice } from 'd3-array';
import { scaleLinear } from 'd3-scale';

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
  const to = scaleLinear(domain, [start, end]);
  const clamped = to.copy().clamp(true);
  return {
    domain,
    ticks: to.ticks(count),
    to: (value) => to(value),
    from: (pixel) => clamped.invert(pixel),
  };
}

/** Ticks at the powers of ten of a domain above 0. */
export function logScale(
  [low, high]: readonly [number, number],
  start: number,
  end: number,
): Scale {
  const powers = linearScale([Math.log10(low), Math.log10(high)], start, end, 1);
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  return {
    domain: [low, high],
    ticks: Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i)),
    to: (value) => powers.to(Math.log10(value)),
    from: (pixel) => 10 ** powers.from(pixel),
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
