// What a scatter of a step spans, and in which order its groups are drawn.
import type { Of } from './kinds.ts';

type Group = Of<'scatter'>['groups'][number];

/** What lies below comes first. */
const ORDER: readonly Group['role'][] = ['rest', 'bound', 'wrong', 'hit', 'missed'];

/** Groups that have points, the most telling ones last. */
export function layersOf({ groups }: Pick<Of<'scatter'>, 'groups'>): readonly Group[] {
  return groups
    .filter(({ xs }) => xs.length > 0)
    .toSorted((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));
}

/** Least and greatest of all points, with a little room around them. */
export function spanOf(
  { groups }: Pick<Of<'scatter'>, 'groups'>,
  along: 'xs' | 'ys',
): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const group of groups) {
    for (const value of group[along]) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) return [0, 1];
  const room = 0.04 * (high - low || 1);
  return [low - room, high + room];
}
