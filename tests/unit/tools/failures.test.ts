// Naming what failed: every failure the runners know of, each with its reason, and nothing that passed.
import { expect, test } from 'vitest';
import { playwrightFailures, vitestFailures } from '../../../tools/lib/failures.ts';

test('a failed unit test is named with its file and the first lines of its message', () => {
  const long = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
  const report = {
    testResults: [
      {
        name: 'a.test.ts',
        status: 'failed',
        assertionResults: [
          { fullName: 'holds', status: 'passed', failureMessages: [] },
          { fullName: 'breaks', status: 'failed', failureMessages: [`\u001b[31m${long}`] },
          { fullName: 'is left out', status: 'skipped', failureMessages: null },
        ],
      },
    ],
  };
  const [broken, skipped, ...more] = vitestFailures(report);
  expect(broken?.test).toBe('a.test.ts › breaks');
  expect(broken?.reason.split('\n')).toHaveLength(12);
  expect(broken?.reason.startsWith('line 0')).toBe(true);
  expect(skipped).toEqual({ test: 'a.test.ts › is left out', reason: 'skipped' });
  expect(more).toEqual([]);
});

test('a file that could not be read is named itself', () => {
  const file = { name: 'b.test.ts', status: 'failed', message: 'no such module' };
  const fine = { name: 'c.test.ts', status: 'passed', assertionResults: [] };
  expect(vitestFailures({ testResults: [{ ...file, assertionResults: [] }, fine] })).toEqual([
    { test: 'b.test.ts', reason: 'no such module' },
  ]);
});

test('end-to-end failures are found in nested suites, and one that passed later is told as such', () => {
  const spec = (title: string, status: string, message?: string) => ({
    title,
    file: 'd.test.ts',
    tests: [{ status, results: [message === undefined ? {} : { error: { message } }, {}] }],
  });
  const report = {
    suites: [
      {
        specs: [spec('opens', 'expected')],
        suites: [{ specs: [spec('closes', 'unexpected', 'stays open')] }],
      },
      { specs: [spec('returns', 'flaky', 'late')] },
    ],
  };
  expect(playwrightFailures(report)).toEqual([
    { test: 'd.test.ts › closes', reason: 'stays open' },
    { test: 'd.test.ts › returns (flaky)', reason: 'late' },
  ]);
});
