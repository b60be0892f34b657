// Who leads an eviction race: by who still holds a needle until it is asked for, then by what came of it.
import type { NeedleFate } from '../../../domains/decode/looks/needles.ts';
import { askedBy } from '../../../model/asked.ts';
import { fateName, heldAt } from './needle-words.ts';

/** A method at one step of the race. */
export interface Standing {
  /** Heads that hold all of the needle; from the asking step on, those that held it then. */
  readonly held: number;
  /** Heads that read it when it was asked for, and whether it was answered; null before. */
  readonly read: number | null;
  readonly right: boolean | null;
}

export function standingAt(needle: NeedleFate, t: number): Standing {
  const asked = askedBy(needle);
  if (t < asked) return { held: heldAt(needle, t), read: null, right: null };
  const read = needle.fates.filter((fate) => fateName(fate, needle) === 'read').length;
  return { held: heldAt(needle, asked), read, right: needle.right };
}

/** Ranks from 1, the same for equals: answered before not answered, then more readers, then more holders. */
export function ranksOf(standings: readonly Standing[]): number[] {
  const before = (a: Standing, b: Standing): boolean => {
    const [x, y] = [a, b].map(({ right, read, held }) => [Number(right), read ?? 0, held]);
    const at = x!.findIndex((value, i) => value !== y![i]);
    return at >= 0 && x![at]! > y![at]!;
  };
  return standings.map((own) => 1 + standings.filter((other) => before(other, own)).length);
}
