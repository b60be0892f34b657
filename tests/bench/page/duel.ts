// Two ways of computing the same, timed in turns, so that whatever else the machine does meets both.
import type { Duel } from '../row.ts';

export interface Rounds {
  readonly warmUp: number;
  readonly timed: number;
}

export async function duel(
  ours: () => unknown,
  theirs: () => unknown,
  { warmUp, timed }: Rounds,
): Promise<Duel> {
  const result = { ours: [] as number[], theirs: [] as number[] };
  for (let round = -warmUp; round < timed; round++) {
    const a = await time(ours);
    const b = await time(theirs);
    if (round < 0) continue;
    result.ours.push(a);
    result.theirs.push(b);
  }
  return result;
}

async function time(work: () => unknown): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** Throws unless all pairs are within `tolerance`: what is compared must be the same thing. */
export function checkSame(
  what: string,
  ours: ArrayLike<number>,
  theirs: ArrayLike<number>,
  tolerance: number,
): void {
  if (ours.length !== theirs.length) {
    throw new Error(`${what}: ${ours.length} numbers here, ${theirs.length} there`);
  }
  for (let p = 0; p < ours.length; p++) {
    const [a, b] = [ours[p] as number, theirs[p] as number];
    if (!(Math.abs(a - b) <= tolerance)) throw new Error(`${what}: entry ${p} is ${a} and ${b}`);
  }
}
