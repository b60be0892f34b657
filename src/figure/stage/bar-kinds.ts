// Which bars of a step stand out: chosen on their merits, or always kept.
import type { Of } from './kinds.ts';

export interface BarKinds {
  readonly forced: ReadonlySet<number>;
  /** Without those that are kept anyway. */
  readonly chosen: ReadonlySet<number>;
  /** 0 neither, 1 chosen, 2 forced. */
  classOf(index: number): number;
}

export function barKinds(of: Pick<Of<'bars'>, 'forced' | 'chosen'>): BarKinds {
  const forced = new Set(of.forced);
  const chosen = new Set(of.chosen?.filter((index) => !forced.has(index)));
  return {
    forced,
    chosen,
    classOf: (index) => (forced.has(index) ? 2 : chosen.has(index) ? 1 : 0),
  };
}
