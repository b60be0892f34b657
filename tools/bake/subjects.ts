// The texts of which snapshots are baked, and the heads on them: that of the default figure, and per
// text those which do one thing most.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_SPEC, type TextSource } from '../../src/core/spec.ts';
import type { HeadProfile } from '../../src/domains/attention/profile.ts';
import { makeTale } from '../../src/model/tales.ts';

export interface Subject {
  readonly name: string;
  readonly text: TextSource;
  readonly tokens: number;
}

const { tokens, text: tale } = DEFAULT_SPEC;

export const SUBJECTS: readonly Subject[] = [
  { name: 'tale-needle', text: tale, tokens },
  { name: 'code', text: { kind: 'sample', id: 'code' }, tokens },
  { name: 'docs', text: { kind: 'sample', id: 'docs' }, tokens },
];

/** Where the built-in texts lie that the page loads under these names. */
export const SAMPLE_FILES: Readonly<Record<string, string>> = {
  code: 'src/core/mask/runs.ts',
  docs: 'CONTRIBUTING.md',
};

/** The characters of a source, as the page would have them. */
export function textOf(source: TextSource, root: string): string {
  switch (source.kind) {
    case 'own':
      return source.text;
    case 'tale':
      return makeTale(source.seed).text;
    case 'sample': {
      const file = SAMPLE_FILES[source.id];
      if (file === undefined) throw new Error(`there is no built-in text “${source.id}”`);
      return readFileSync(join(root, file), 'utf8');
    }
  }
}

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
