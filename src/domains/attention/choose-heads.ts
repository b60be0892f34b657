// Which heads of a text are worth a snapshot: those which do one thing most.
import type { HeadProfile } from './profile.ts';

/** What a head may be chosen for. First come, first served: no head has two roles. */
export const ROLES = ['far', 'sink', 'local'] as const satisfies readonly (keyof HeadProfile)[];
export type Role = (typeof ROLES)[number];

export interface Profiled {
  readonly layer: number;
  readonly head: number;
  readonly profile: HeadProfile;
}

/** Per role the head with the largest number of that name, `taken` ones left out. */
export function chooseHeads<T extends Profiled>(
  heads: readonly T[],
  taken: readonly { readonly layer: number; readonly head: number }[],
): (readonly [Role, T])[] {
  const free = new Set(
    heads.filter((each) => !taken.some((t) => t.layer === each.layer && t.head === each.head)),
  );
  return ROLES.flatMap((role) => {
    let best: T | undefined;
    for (const each of free) {
      if (!best || each.profile[role] > best.profile[role]) best = each;
    }
    if (!best) return [];
    free.delete(best);
    return [[role, best] as const];
  });
}
