// How far our answers are from those of published code.
import type { Answers, Compared, Golden, Values } from './mapping.ts';

/** Of the largest value of an array. */
const WITHIN = 1e-4;

export interface Outcome {
  /** Of the array that is counted. */
  readonly differing: number;
  readonly leftOut: number;
  readonly of: number;
  /** What must not be: arrays that differ beside it, and such that nobody compares. */
  readonly problems: readonly string[];
}

export function outcomeOf(golden: Golden, answers: Answers): Outcome {
  const [counted, ...others] = Object.entries(answers).filter(
    (entry): entry is [string, Compared] => typeof entry[1] !== 'string',
  );
  if (!counted) throw new Error(`nothing of ${golden.about.file} is compared`);
  const problems = Object.keys(golden.about.arrays)
    .filter((name) => !(name in answers))
    .map((name) => `nobody compares “${name}”, or says why not`);
  const first = difference(golden, ...counted);
  for (const [name, compared] of others) {
    if (compared.follows && first.differing > 0) continue;
    const { differing, of, where } = difference(golden, name, compared);
    if (differing > 0) problems.push(`${name}: ${differing} of ${of} values differ; ${where}`);
  }
  const { differing, leftOut, of } = first;
  return { ...{ differing, leftOut, of }, problems };
}

function difference(golden: Golden, name: string, compared: Compared) {
  const { ours, theirs = golden.array(name), leftOut = () => false, rounded = 0 } = compared;
  if (ours.length !== theirs.length) {
    throw new Error(`${name}: ours has ${ours.length} values, theirs ${theirs.length}`);
  }
  const floats = /float/.test(golden.about.arrays[name]?.[0] ?? 'float');
  const room = floats ? WITHIN * largest(theirs) : 0;
  let [differing, left, where] = [0, 0, ''];
  for (let at = 0; at < ours.length; at++) {
    const [a, b] = [ours[at]!, theirs[at]!];
    if (leftOut(at)) left++;
    else if (!Object.is(a, b) && !(a === b || Math.abs(a - b) <= room + rounded * Math.abs(b))) {
      if (differing++ === 0) where = `at ${at} ours is ${a}, theirs ${b}`;
    }
  }
  return { differing, leftOut: left, of: compared.of ?? ours.length, where };
}

function largest(values: Values): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) {
    const size = Math.abs(values[at]!);
    if (size > most && size < Infinity) most = size;
  }
  return most;
}
