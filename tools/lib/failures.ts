// Which tests failed and why, from what the runners write: told once more at the end of a run, where a log
// of thousands of lines is read first.
export interface Failure {
  readonly test: string;
  /** The first lines of what the runner said. */
  readonly reason: string;
}

/** The parts of Vitest's JSON report that name a failure. */
export interface VitestFailures {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

/** The parts of Playwright's JSON report that name a failure. */
export interface PlaywrightFailures {
  readonly suites: readonly PlaywrightSuite[];
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly {
    readonly title: string;
    readonly file: string;
    readonly tests: readonly {
      readonly status: string;
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}

const LINES = 12;

export function vitestFailures({ testResults }: VitestFailures): Failure[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const lost = assertionResults.filter((test) => test.status !== 'passed');
    // A file that could not be read has no tests to name.
    if (lost.length === 0) return status === 'failed' ? [failure(name, message)] : [];
    return lost.map((test) => {
      const said = test.failureMessages?.[0] ?? test.status;
      return failure(`${name} › ${test.fullName}`, said);
    });
  });
}

export function playwrightFailures({ suites }: PlaywrightFailures): Failure[] {
  return suites.flatMap((suite) => [
    ...playwrightFailures({ suites: suite.suites ?? [] }),
    ...suite.specs.flatMap(({ title, file, tests }) =>
      tests
        .filter(({ status }) => status !== 'expected')
        .map(({ status, results }) => {
          const said = results.find(({ error }) => error)?.error?.message;
          return failure(
            `${file} › ${title}${status === 'flaky' ? ' (flaky)' : ''}`,
            said ?? status,
          );
        }),
    ),
  ]);
}

function failure(test: string, said = 'no reason given'): Failure {
  // eslint-disable-next-line no-control-regex
  const plain = said.replace(/\u001b\[[0-9;]*m/g, '');
  return { test, reason: plain.split('\n').slice(0, LINES).join('\n') };
}
