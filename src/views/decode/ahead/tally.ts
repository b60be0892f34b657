// How many of the keys that later steps want stay: by the draft's look-ahead, and by SnapKV. Pure.
import { WANTED } from '../../../domains/decode/wanted.ts';
import type { LookAheadPart } from '../../../domains/decode/look-ahead.ts';

type Kept = Pick<LookAheadPart, 'wanted' | 'kept' | 'snap'>;

export interface Tally {
  /** Keys of the prompt that some later step gives at least `WANTED`. */
  readonly wanted: number;
  /** Of those. */
  readonly kept: number;
  readonly snap: number;
  /** Kept in all. */
  readonly room: number;
}

export function tallyOf({ wanted, kept, snap }: Kept): Tally {
  let [all, ours, theirs, room] = [0, 0, 0, 0];
  for (const [key, weight] of wanted.entries()) {
    room += kept[key]!;
    if (weight < WANTED) continue;
    all++;
    ours += kept[key]!;
    theirs += snap[key]!;
  }
  return { wanted: all, kept: ours, snap: theirs, room };
}

/** Keys of the prompt that are wanted and do not stay, the most wanted first. */
export function missedOf({ wanted, kept }: Pick<Kept, 'wanted' | 'kept'>): number[] {
  return [...wanted.keys()]
    .filter((key) => wanted[key]! >= WANTED && !kept[key])
    .sort((a, b) => wanted[b]! - wanted[a]!);
}

/** How many tokens the draft got right before its first wrong one, and in all. */
export function rightOf(ghosts: LookAheadPart['ghosts']): { first: number; all: number } {
  const wrong = ghosts.findIndex(({ right }) => right !== true);
  const all = ghosts.filter(({ right }) => right === true).length;
  return { first: wrong < 0 ? ghosts.length : wrong, all };
}
