// Needles in the words of a text, by hand and against what the tales know of themselves.
import { expect, it } from 'vitest';
import { askedAfter, askedNumbers } from '../../../src/model/asked.ts';
import { makeTale } from '../../../src/model/tales.ts';

/** Words with the space before them; numbers in pairs of digits. */
const pieces = (text: string): string[] => ['', ...(text.match(/ ?(\d{1,2}|[A-Za-z]+|.)/gs) ?? [])];

it('finds who is asked for, where it was told, and where the answer stands', () => {
  const text = 'The lucky number of Pia is 6690. Rain. What is the lucky number of Pia? 6690.';
  const all = pieces(text);
  const [needle, ...others] = askedNumbers(all);
  expect(others).toEqual([]);
  expect(needle!.what).toBe('lucky number of Pia');
  const spelled = ([from, to]: readonly [number, number]): string => all.slice(from, to).join('');
  expect(spelled(needle!.at)).toBe(' 6690');
  expect(needle!.told.map(spelled)).toEqual([' 6690']);
  expect(needle!.told[0]![0]).toBe(7);
});

it('counts an answer as a telling, another number as none, and untold answers not at all', () => {
  const told = 'The code of Ada is 11. The code of Ada is 22. ';
  const asked =
    'What is the code of Ada? 11. What is the code of Ada? 11. What is the key of Bo? 33.';
  const needles = askedNumbers(pieces(told + asked));
  expect(needles.map(({ answer, told: before }) => [answer, before.length])).toEqual([
    ['11', 1],
    ['11', 2],
  ]);
  expect(askedNumbers(pieces('No numbers here.'))).toEqual([]);
});

it('keeps those whose answer is written step by step', () => {
  const needles = askedNumbers(pieces('The code of Ada is 11. What is the code of Ada? 11.'));
  const [start] = needles[0]!.at;
  expect(askedAfter(needles, start - 1)).toHaveLength(1);
  expect(askedAfter(needles, start)).toHaveLength(0);
});

it.each([1, 2, 3, 7])('finds every number question of tale %s', (seed) => {
  const tale = makeTale(seed);
  const all = [...tale.text];
  const found = askedNumbers(all).map(({ at: [from], answer }) => [from, answer]);
  const questions = tale.questions.filter(({ kind }) => kind === 'number');
  expect(found).toEqual(questions.map(({ answerStart, answer }) => [answerStart, answer]));
});
