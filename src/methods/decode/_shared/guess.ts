// A guess against what it guesses: what was chosen by the one, and what the other would have chosen.
import type { Drawable } from '../../../core/trace.ts';

type Scatter = Extract<Drawable, { readonly kind: 'scatter' }>;
type Group = Scatter['groups'][number];

/** Names of the four groups: chosen and among the best, chosen though not, missed, and the rest. */
export type GuessNames = readonly [hit: string, wrong: string, missed: string, rest: string];

/** Points (xs[i], ys[i]); `chosen` by the guess, `best` by the truth. */
export function guessGroups(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  chosen: ReadonlySet<number>,
  best: ReadonlySet<number>,
  names: GuessNames,
): Group[] {
  const roles = ['hit', 'wrong', 'missed', 'rest'] as const;
  const of: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let i = 0; i < ys.length; i++) {
    of[chosen.has(i) ? (best.has(i) ? 0 : 1) : best.has(i) ? 2 : 3].push(i);
  }
  return roles.map((role, at) => ({
    role,
    label: names[at]!,
    xs: Float32Array.from(of[at]!, (i) => xs[i]!),
    ys: Float32Array.from(of[at]!, (i) => ys[i]!),
  }));
}
