// What became of a needle, in words and sums.
import type { HeadFate, NeedleFate } from '../../../domains/decode/looks/needles.ts';
import { fixed } from '../../../figure/format.ts';
import { askedBy } from '../../../model/asked.ts';

export type FateName = 'read' | 'held' | 'gone';

type Asked = Pick<NeedleFate, 'at'>;

/** At the step that asks. Read: at least a part of it, as the answer is written. */
export function fateName(fate: Pick<HeadFate, 'lost' | 'read'>, needle: Asked): FateName {
  if (fate.lost <= askedBy(needle)) return 'gone';
  return fate.read > 0 ? 'read' : 'held';
}

export function fateWords(fate: HeadFate, needle: Asked): string {
  const name = fateName(fate, needle);
  const wanted = `it would give it ${fixed(fate.wanted, 2)} of its attention`;
  if (name === 'gone') return `gone since step ${fate.lost}; ${wanted}`;
  if (name === 'held') return `held, not read; ${wanted}`;
  const all = fate.read > 0.995 ? '' : `, on average ${fixed(fate.read, 2)} of its tokens`;
  return `held and read${all}; ${fixed(fate.got, 2)} of its attention falls on it`;
}

export interface Tally {
  readonly all: number;
  /** Heads that hold all of it when it is asked for, and those of them that read it. */
  readonly held: number;
  readonly read: number;
  /** The head that would give it most of its attention. */
  readonly top: HeadFate & { readonly layer: number; readonly head: number };
}

export function tally(needle: NeedleFate): Tally {
  const { fates, heads } = needle;
  const names = fates.map((fate) => fateName(fate, needle));
  const count = (...wanted: FateName[]): number =>
    names.filter((name) => wanted.includes(name)).length;
  let best = 0;
  for (const [i, { wanted }] of fates.entries()) if (wanted > fates[best]!.wanted) best = i;
  return {
    ...{ all: fates.length, held: count('read', 'held'), read: count('read') },
    top: { ...fates[best]!, layer: Math.floor(best / heads), head: best % heads },
  };
}

/** Heads in which a needle is whole at position t. */
export function heldAt({ fates }: Pick<NeedleFate, 'fates'>, t: number): number {
  return fates.filter(({ lost }) => lost > t).length;
}
