// What counts as equal to published code, on small arrays.
import { expect, test } from 'vitest';
import { outcomeOf } from './compare.ts';
import type { Golden } from './mapping.ts';

/** A case of a mask and a float array of four values each. */
function golden(arrays: Readonly<Record<string, readonly number[]>>): Golden {
  const types = { mask: ['uint8', [4]], scores: ['float32', [4]] } as const;
  const about = { file: 'a.npz', arrays: types } as unknown as Golden['about'];
  const none = () => {
    throw new Error('the case has no more');
  };
  return { about, array: (name) => arrays[name] ?? [], json: none, input: none, hasInput: none };
}

const theirs = golden({ mask: [1, 0, 1, 1], scores: [0, -8, 2, -Infinity] });
const scores = { ours: [0.0007, -8.0007, 2, -Infinity] };

test('equal masks, and floats within 1e-4 of the largest', () => {
  const equal = { differing: 0, leftOut: 0, of: 4, problems: [] };
  expect(outcomeOf(theirs, { mask: { ours: [1, 0, 1, 1] }, scores })).toEqual(equal);
});

test('cells that differ are counted, those left out are not compared', () => {
  const mask = { ours: [0, 1, 1, 0], leftOut: (at: number) => at === 3, of: 10 };
  const outcome = { differing: 2, leftOut: 1, of: 10, problems: [] };
  expect(outcomeOf(theirs, { mask, scores })).toEqual(outcome);
});

test.each([
  [[0.0009, -8, 2, -Infinity], '1 of 4 values differ; at 0 ours is 0.0009, theirs 0'],
  [[0, -8, 2, 5], 'at 3 ours is 5, theirs -Infinity'],
  [[0, -8, NaN, -Infinity], 'at 2 ours is NaN, theirs 2'],
])('arrays beside the counted one must not differ: %j', (ours, what) => {
  const { problems } = outcomeOf(theirs, { mask: { ours: [1, 0, 1, 1] }, scores: { ours } });
  expect(problems).toEqual([expect.stringContaining(what)]);
});

test('what follows from the counted array may differ where that does', () => {
  const far = { ours: [9, 9, 9, 9], follows: true } as const;
  const { problems } = outcomeOf(theirs, { mask: { ours: [1, 1, 1, 1] }, scores: far });
  expect(problems).toEqual([]);
  const same = outcomeOf(theirs, { mask: { ours: [1, 0, 1, 1] }, scores: far });
  expect(same.problems).toHaveLength(1);
});

test('where neither has a value nothing differs, where one has none it does', () => {
  const gaps = golden({ mask: [1, 0, 1, 1], scores: [NaN, 1, NaN, 1] });
  const outcome = (ours: readonly number[]) =>
    outcomeOf(gaps, { mask: { ours: [1, 0, 1, 1] }, scores: { ours } }).problems;
  expect(outcome([NaN, 1, NaN, 1])).toEqual([]);
  expect(outcome([NaN, NaN, 0, 1])).toEqual([expect.stringContaining('2 of 4 values differ')]);
});

test('every array is compared, or it is said why not; sizes must agree', () => {
  const mask = { ours: [1, 0, 1, 1] };
  expect(outcomeOf(theirs, { mask }).problems).toEqual([
    'nobody compares “scores”, or says why not',
  ]);
  expect(outcomeOf(theirs, { mask, scores: 'an input' }).problems).toEqual([]);
  expect(() => outcomeOf(theirs, { mask: { ours: [1] }, scores })).toThrow(/1 values, theirs 4/);
  expect(() => outcomeOf(theirs, { mask: 'no', scores: 'no' })).toThrow(/nothing/);
});
