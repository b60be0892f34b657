// Adding up what the runners report: nothing that went wrong may look like a success.
import { expect, test } from 'vitest';
import {
  playwrightCounts,
  sum,
  summaryLine,
  vitestCounts,
  withExitCode,
} from '../../../tools/lib/counts.ts';

test('a skipped test counts as failed', () => {
  // 10 tests, 7 of them passed: 3 failed, were skipped or are still to be written.
  expect(vitestCounts({ numTotalTests: 10, numPassedTests: 7 })).toEqual({ passed: 7, failed: 3 });
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
  expect(playwrightCounts({ stats })).toEqual({ passed: 6, failed: 3 });
});

test('a runner that failed without naming a test counts as one failure', () => {
  expect(withExitCode({ passed: 4, failed: 0 }, 1)).toEqual({ passed: 4, failed: 1 });
  expect(withExitCode({ passed: 4, failed: 2 }, 1)).toEqual({ passed: 4, failed: 2 });
  expect(withExitCode(null, 0)).toEqual({ passed: 0, failed: 1 });
});

test('a runner that ran nothing counts as one failure', () => {
  expect(withExitCode({ passed: 0, failed: 0 }, 0)).toEqual({ passed: 0, failed: 1 });
  expect(withExitCode({ passed: 1, failed: 0 }, 0)).toEqual({ passed: 1, failed: 0 });
});

test('the last line adds all runners', () => {
  const all = [
    { passed: 3, failed: 0 },
    { passed: 2, failed: 1 },
  ];
  expect(summaryLine(sum(all))).toBe('5 passed, 1 failed');
  expect(summaryLine(sum([]))).toBe('0 passed, 0 failed');
});
