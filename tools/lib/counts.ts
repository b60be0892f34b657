// Reads how many tests passed and failed from what the runners write. A skipped test did not show
// anything, so it counts as failed; so does a runner that failed without naming a test.
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** The parts of Vitest's JSON report that matter here. */
export interface VitestReport {
  readonly numTotalTests: number;
  readonly numPassedTests: number;
}

/** The parts of Playwright's JSON report that matter here. */
export interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
}

export function vitestCounts(report: VitestReport): Counts {
  const passed = report.numPassedTests;
  return { passed, failed: report.numTotalTests - passed };
}

/** A flaky test failed once and then passed: it counts as passed, and is named at the end all the same. */
export function playwrightCounts({ stats }: PlaywrightReport): Counts {
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + stats.skipped };
}

/** The counts of a runner that ended with `code`; null where it left no report. */
export function withExitCode(counts: Counts | null, code: number): Counts {
  if (!counts) return { passed: 0, failed: 1 };
  const silent = counts.failed === 0 && (code !== 0 || counts.passed === 0);
  return silent ? { ...counts, failed: 1 } : counts;
}

export function sum(all: readonly Counts[]): Counts {
  return all.reduce(
    (total, { passed, failed }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
    }),
    { passed: 0, failed: 0 },
  );
}

export function summaryLine({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`;
}
