// What is counted from the cases of published code, and where the catalogue writes it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { checkedOf } from '../../../tools/catalogue/checked.ts';
import { readOfficial, type OfficialCase, type Remark } from '../../../tools/catalogue/official.ts';
import { catalogue } from '../../../src/methods/catalogue.generated.ts';
import { domainFiles, methodText, plain } from './method.ts';
import { PROJECT, scratch, tool } from './scratch.ts';

vi.setConfig({ testTimeout: 120_000 }); // some start programs

const paper = { title: 'On Keeping', authors: 'A', year: 2024, repository: 'Some/Code' };
const origin = { repo: 'some/code', commit: '0123456789abcdef', file: 'a.py', function: 'f' };
const entry = {
  ...{ file: 'a.npz', method: 'theirs', params: {}, how: 'official code run', notes: '' },
  ...{ source: origin, arrays: {}, inputs: [] },
};

function caseOf(parts: Partial<OfficialCase> = {}): OfficialCase {
  const mapped = { folder: 'prefill', ours: ['attention/plain'] };
  return { ...entry, ...mapped, source: [origin], ...parts };
}

const checked = (cases: readonly OfficialCase[], remarks: readonly Remark[] = []) =>
  checkedOf({ ...plain, paper }, { cases, remarks });

const remark = { file: 'b.npz', method: 'attention/plain', of: 616280, unit: 'pairs', why: 'So.' };

test('cases are counted by repository and commit; several files of one are one', () => {
  const other = { ...origin, repo: 'others/code', commit: 'fedcba9876543210' };
  const cases = [
    caseOf({ source: [origin, { ...origin, file: 'b.py' }] }),
    caseOf({ file: 'b.npz', source: [origin, other], how: 'transcribed from official kernel' }),
    caseOf({ file: 'c.npz', ours: ['attention/else'] }),
  ];
  expect(checked(cases)).toEqual({
    ...{ cases: 2, equal: 2, text: 'Equal to published code in 2 cases', remarks: [] },
    sources: [
      {
        ...{ repository: 'some/code', commit: origin.commit },
        cases: '2 cases, 1 of them transcribed, not run',
      },
      {
        ...{ repository: 'others/code', commit: other.commit },
        cases: '1 case, 1 of them transcribed, not run',
      },
    ],
  });
});

test('the authors’ code is that of the paper’s repository, unless it is said to be a third party’s', () => {
  expect(checked([caseOf()])?.text).toBe('Equal to the authors’ code in 1 case');
  const third = { ...origin, function: 'f (third-party code)' };
  expect(checked([caseOf({ source: [third] })])?.text).toBe('Equal to published code in 1 case');
  const { paper: _, ...bare } = { ...plain, paper };
  expect(checkedOf(bare, { cases: [caseOf()], remarks: [] })?.text).toMatch('published code');
});

test('what nothing published does is no case, and a method without cases has nothing', () => {
  expect(checked([caseOf({ source: [] })])).toBeUndefined();
  expect(checked([])).toBeUndefined();
});

test('a case with differences is not equal; remarks in the same words are one', () => {
  const cases = ['a', 'b', 'c'].map((name) => caseOf({ file: `${name}.npz` }));
  const one = checked(cases, [{ ...remark, differing: 1280 }]);
  expect(one?.text).toBe('Equal to the authors’ code in 2 of 3 cases');
  expect(one?.remarks).toEqual(['In 1 case 1,280 of 616,280 pairs differ. So.']);

  const left = { ...remark, leftOut: 6 };
  const two = checked(cases, [left, { ...left, file: 'c.npz' }, { ...left, method: 'x/y' }]);
  expect(two?.text).toBe('Equal to the authors’ code in 3 cases');
  expect(two?.remarks).toEqual(['In 2 cases 6 of 616,280 pairs are not compared. So.']);

  const { file, method, why } = remark;
  expect(checked(cases, [{ file, method, why }])?.remarks).toEqual(['So.']);
});

const OURS = { methods: { theirs: ['attention/plain'] }, remarks: [] as object[] };

/** A tree of two methods, one of them with a case. */
function tree(ours: object = OURS): string {
  return scratch({
    ...domainFiles('attention'),
    'src/methods/attention/plain.ts': methodText({ paper }),
    'src/methods/attention/new.ts': methodText({ id: 'new', name: 'New' }),
    'tests/golden/official/prefill/manifest.json': JSON.stringify([entry]),
    'tests/golden/official/prefill/ours.json': JSON.stringify(ours),
    'tests/golden/official/inputs/README.txt': 'no folder of cases',
  });
}

test('the catalogue writes it beside what else is known of the method, and a line for lists', () => {
  const root = tree();
  expect(tool('catalogue', '--root', root)).toMatchObject({ code: 0, err: '' });
  const read = (path: string): string => readFileSync(join(root, 'src/methods', path), 'utf8');
  const details = read('details/attention/plain.generated.ts');
  expect(details).toContain("text: 'Equal to the authors’ code in 1 case'");
  expect(details).toContain(`commit: '${origin.commit}'`);
  expect(read('details/attention/new.generated.ts')).not.toContain('checked');
  expect(read('list.attention.generated.ts')).not.toMatch(/checked|Equal/);
  const lines = read('checked.generated.ts');
  expect(lines).toContain("'attention/plain': 'Equal to the authors’ code in 1 case'");
  expect(lines).not.toContain('attention/new');
});

test.each([
  ['a rule of no method', { methods: {}, remarks: [] }, 'says no method for “theirs” of a.npz'],
  [
    'a rule without cases',
    { ...OURS, methods: { ...OURS.methods, more: [] } },
    'there is no case of “more”',
  ],
  ['a remark on another case', { ...OURS, remarks: [remark] }, 'attention/plain in b.npz'],
  [
    'a method that is not there',
    { ...OURS, methods: { theirs: ['attention/gone'] } },
    'there is no method “attention/gone”',
  ],
])('%s is a problem, and nothing is written', (_, ours, what) => {
  const root = tree(ours);
  const { code, err } = tool('catalogue', '--root', root);
  expect(code).toBe(1);
  expect(err).toContain(what);
  expect(existsSync(join(root, 'src/methods/checked.generated.ts'))).toBe(false);
});

test('what pages know of each method is what the cases of today say', () => {
  const official = readOfficial(PROJECT);
  const named = new Set(official.cases.flatMap(({ ours }) => ours));
  const told = catalogue.filter((each) => each.checked);
  expect(told.length).toBeGreaterThan(20);
  for (const each of told) {
    expect(named).toContain(`${each.domain}/${each.id}`);
    const again = checkedOf({ ...each, atBudget: () => ({}) }, official);
    expect(again).toEqual(each.checked);
  }
});
