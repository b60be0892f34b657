// What was measured stands on the pages as it was measured: kept findings are those of the makers, about
// methods that are there, in whole tables.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  findingsOf,
  readFindings,
  strayFindings,
  type KeptFinding,
} from '../../../tools/catalogue/findings.ts';
import { outcomeOf, type Findings } from '../../../tools/findings/finding.ts';
import { ROOT } from '../../../tools/lib/process.ts';
import { catalogue } from '../../../src/methods/catalogue.generated.ts';

const makers = import.meta.glob<{ default?: Findings }>('../../../tools/findings/*.ts', {
  eager: true,
});
const domains = Object.entries(makers).flatMap(([path, { default: findings }]) =>
  findings ? [{ id: path.match(/(\w+)\.ts$/)![1]!, findings }] : [],
);

it('finds domains that have some', () => {
  expect(domains.map(({ id }) => id)).toContain('decode');
  const kept = readdirSync(join(ROOT, 'docs/findings')).map((name) => name.replace('.json', ''));
  expect(kept.sort()).toEqual(domains.map(({ id }) => id).sort());
});

describe.each(domains)('$id', ({ id, findings }) => {
  const kept = readFindings(ROOT, [{ id }]);

  it('keeps what its makers make, in their words', () => {
    const told = kept.map(({ title, methods, expected, setup, head, ...rest }) => ({
      ...{ id: rest.id, title, methods, expected, setup, head },
    }));
    const made = findings.makers.map(({ measure: _, ...maker }) => maker);
    expect(told).toEqual(made.map((maker) => ({ ...maker })));
  });

  it('is about methods that are there, in whole tables, with a day', () => {
    expect(strayFindings(catalogue, kept)).toEqual([]);
    for (const { head, rows, date, found } of kept) {
      expect(rows.length).toBeGreaterThan(1);
      for (const row of rows) expect(row.length).toBe(head.length);
      expect(date).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(found).toMatch(/\d/);
    }
  });

  it('stands on the pages', () => {
    for (const finding of kept) {
      for (const method of finding.methods) {
        const entry = catalogue.find((each) => each.domain === id && each.id === method)!;
        expect(entry.findings?.map((each) => each.id)).toContain(finding.id);
      }
    }
  });
});

const FINDING: KeptFinding = {
  ...{ id: 'a', title: 'A', expected: 'b', outcome: 'in part', found: 'c 1', setup: 'd' },
  ...{ head: ['x', 'y'], rows: [['1', '2']], date: '2026-01-02' },
  ...{ domain: 'decode', methods: ['quest', 'gone'] },
};

it('tells of a finding about no method, and gives a page its own', () => {
  const quest = { domain: 'decode', id: 'quest' };
  expect(strayFindings([quest], [FINDING])).toEqual([
    'docs/findings/decode.json: a is about gone, which is no method',
  ]);
  expect(findingsOf(quest, [FINDING]).map(({ id }) => id)).toEqual(['a']);
  expect(findingsOf({ domain: 'weights', id: 'quest' }, [FINDING])).toEqual([]);
});

it('nothing is known of a domain without a file', () => {
  expect(existsSync(join(ROOT, 'docs/findings/none.json'))).toBe(false);
  expect(readFindings(ROOT, [{ id: 'none' }])).toEqual([]);
});

it('calls an outcome by what holds', () => {
  expect(outcomeOf([true, true])).toBe('as expected');
  expect(outcomeOf([true, false])).toBe('in part');
  expect(outcomeOf([false, false])).toBe('not seen here');
});
