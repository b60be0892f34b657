// Needles on the decode pages: their marks, their words, and who leads a race, by hand.
import { expect, it } from 'vitest';
import type { HeadFate, NeedleFate } from '../../../src/domains/decode/looks/needles.ts';
import { prepare } from '../../../src/figure/overlay/prepare.ts';
import needleMarks, { toldKeys } from '../../../src/views/decode/needle-marks.ts';
import {
  fateName,
  fateWords,
  heldAt,
  tally,
} from '../../../src/views/decode/panels/needle-words.ts';
import { ranksOf, standingAt } from '../../../src/views/decode/panels/race.ts';

const fate = (lost: number, read: number, wanted: number, got = 0): HeadFate => ({
  ...{ lost, read, wanted, got },
});

/** Told at 2 and 3, asked for at step 9, written at 10 and 11; two layers of two heads. */
const needle = (fates: readonly HeadFate[], right = false): NeedleFate => ({
  ...{ what: 'code of Ada', answer: '4711', at: [10, 12], told: [[2, 4]] },
  ...{ right, dense: true, layers: 2, heads: 2, fates },
});
const mixed = needle([
  fate(6, 0, 0.9),
  fate(20, 0, 0.1),
  fate(20, 0.5, 0.3, 0.2),
  fate(9, 0.5, 0.1, 0.05),
]);

it('marks the columns that tell a number and the row that asks for it', () => {
  const pieces = [
    '',
    'The code of Ada is',
    ' 47',
    '11',
    '.',
    ' What is the code of Ada?',
    ' 47',
    '11',
  ];
  expect(needleMarks(pieces, 4)).toMatchObject([{ kind: 'ticks', columns: [2, 3], rows: [1] }]);
  expect(needleMarks(pieces, 6)).toEqual([]); // answered within the prompt
  expect(toldKeys({ told: [[1, 3], [5, 6]] })).toEqual([1, 2, 5]); // prettier-ignore
  const { ticks, veiled } = prepare(needleMarks(pieces, 4));
  expect(ticks).toEqual({ columns: [2, 3], rows: [1] });
  expect(veiled).toBe(false);
});

it('names what became of it in a head', () => {
  expect(mixed.fates.map((each) => fateName(each, mixed))).toEqual([
    'gone',
    'held',
    'read',
    'gone',
  ]);
  expect(fateWords(mixed.fates[0]!, mixed)).toBe(
    'gone since step 6; it would give it 0.90 of its attention',
  );
  expect(fateWords(mixed.fates[2]!, mixed)).toBe(
    'held and read, on average 0.50 of its tokens; 0.20 of its attention falls on it',
  );
  expect(tally(mixed)).toMatchObject({ all: 4, held: 2, read: 1, top: { layer: 0, head: 0 } });
  expect([5, 6, 9].map((t) => heldAt(mixed, t))).toEqual([4, 3, 2]);
});

it('ranks who holds it, and from the asking on who answers', () => {
  const all = needle(
    [1, 2, 3, 4].map(() => fate(20, 1, 0.5, 0.5)),
    true,
  );
  const none = needle([1, 2, 3, 4].map(() => fate(6, 0, 0.5)));
  const ranksAt = (t: number): number[] =>
    ranksOf([mixed, all, none, none].map((each) => standingAt(each, t)));
  expect(ranksAt(5)).toEqual([1, 1, 1, 1]); // everybody holds it
  expect(ranksAt(6)).toEqual([2, 1, 3, 3]);
  expect(ranksAt(15)).toEqual([2, 1, 3, 3]);
  expect(standingAt(mixed, 15)).toEqual({ held: 2, read: 1, right: false });
  expect(standingAt(mixed, 8)).toEqual({ held: 3, read: null, right: null });
  // Answered with few readers comes before many readers and no answer.
  const few = { held: 1, read: 1, right: true };
  const many = { held: 4, read: 4, right: false };
  expect(ranksOf([few, many])).toEqual([1, 2]);
});
