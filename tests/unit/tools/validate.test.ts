// What the catalogue says about methods that describe themselves wrongly.
import { expect, test } from 'vitest';
import type { Domain } from '../../../tools/catalogue/domains.ts';
import type { AnyMethod, LoadedMethod } from '../../../tools/catalogue/read.ts';
import { budgetParams, findProblems } from '../../../tools/catalogue/validate.ts';
import { plain, type Parts } from './method.ts';

const PATH = 'src/methods/attention/plain.ts';
const loaded = (parts: Parts = {}, file: Partial<LoadedMethod> = {}): LoadedMethod => ({
  domain: 'attention',
  id: 'plain',
  path: PATH,
  exported: { ...plain, ...parts },
  ...file,
});
const keys = plain.params['keys'];
const domains = ['attention', 'weights'].map(
  (id) => ({ id, contract: true, probes: [{ n: 64 }] }) as unknown as Domain,
);
const problemsOf = (...files: LoadedMethod[]): string[] => findProblems(files, domains);

test('a sound method has no problems', () => {
  expect(problemsOf(loaded())).toEqual([]);
});

test('a folder without its main file is missed', () => {
  const path = 'src/methods/attention/plain/plain.ts';
  expect(problemsOf(loaded({}, { path, exported: undefined, missing: true }))).toEqual([
    `${path}: is missing: a folder beside the methods is a method, helpers of several lie in \`_shared\``,
  ]);
});

const REFUSED: [why: string, parts: Parts, ...messages: string[]][] = [
  ['another id', { id: 'other' }, 'id is “other”, but the file’s name says “plain”'],
  ['no summary', { summary: ' ' }, 'summary is empty'],
  ['nothing to notice', { notice: [] }, 'notice is empty: say what to look for'],
  ['an empty difference', { differs: ['x', ''] }, 'differs[1] is empty'],
  [
    'an empty claim',
    { claims: [{ text: '', source: '' }] },
    'claims[0].text is empty',
    'claims[0].source is empty',
  ],
  [
    'two stages of one id',
    {
      stages: [
        { id: 'a', title: 'A' },
        { id: 'a', title: 'B' },
      ],
    },
    'two stages have the id “a”',
  ],
  [
    'a system without its paper',
    { tags: { ...plain.tags, role: 'system' } },
    'a method of role “system” needs its paper',
  ],
  [
    'a parameter without words',
    { params: { keys: { ...keys, label: '', help: ' ' } } },
    'params.keys.label is empty',
    'params.keys.help is empty',
  ],
  [
    'a range upside down',
    { params: { keys: { ...keys, min: 10 } } },
    'params.keys: min 10 is above max 9',
    'params.keys.default: ',
  ],
  [
    'a default out of range',
    { params: { keys: { ...keys, default: 40 } } },
    'params.keys.default: ',
  ],
  [
    'a condition on nothing',
    { params: { keys: { ...keys, when: { param: 'x', is: [1] } } } },
    'params.keys.when names “x”, which is no parameter',
  ],
  [
    'a condition that never holds',
    { params: { ...plain.params, keys: { ...keys, when: { param: 'sharp', is: ['yes'] } } } },
    'params.keys.when ',
  ],
  ['a budget that moves nothing known', { atBudget: () => ({ width: 3 }) }, 'atBudget(0.001): '],
  [
    'a budget beyond the range',
    { atBudget: (budget: number) => ({ keys: 1 + Math.floor(9 * budget) }) },
    'atBudget(1): ',
  ],
  ['no budget', { atBudget: undefined }, 'must export a method as default'],
];

test.each(REFUSED)('refuses %s', (_, parts, ...messages) => {
  const problems = problemsOf(loaded(parts));
  expect(problems).toHaveLength(messages.length);
  messages.forEach((message, i) => expect(problems[i]).toContain(`${PATH}: ${message}`));
});

test('refuses a file without a default export, in its place', () => {
  expect(problemsOf(loaded({}, { exported: undefined }))[0]).toContain('must export a method');
  expect(problemsOf(loaded({}, { domain: 'weights' }))).toEqual([
    `${PATH}: domain is “attention”, but the file lies in “weights”`,
  ]);
});

test('refuses file names that cannot be ids', () => {
  for (const id of ['Plain', 'plain_one', 'plain--one', '1plain', 'plain-']) {
    expect(problemsOf(loaded({ id }, { id }))).toEqual([
      `${PATH}: the file name must be lower-case words joined by hyphens`,
    ]);
  }
});

test('refuses one id twice', () => {
  expect(problemsOf(loaded(), loaded({}, { path: 'elsewhere/plain.ts' }))).toEqual([
    `elsewhere/plain.ts: id “plain” is taken by ${PATH}`,
  ]);
});

test('budgetParams gathers what any budget moves, in the order of the table', () => {
  const atBudget: AnyMethod['atBudget'] = (budget) =>
    budget < 0.5 ? { sharp: true } : { keys: 3 };
  expect(budgetParams({ ...plain, atBudget }, domains)).toEqual(['keys', 'sharp']);
});
