// All tests: unit tests in Node, component tests in a real browser, end-to-end tests on the built
// site, and some in a second browser. `npm test -- unit browser` runs only the suites named. The last line
// counts all of them.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  playwrightCounts,
  sum,
  summaryLine,
  vitestCounts,
  withExitCode,
  type Counts,
  type PlaywrightReport,
  type VitestReport,
} from './lib/counts.ts';
import {
  playwrightFailures,
  vitestFailures,
  type Failure,
  type PlaywrightFailures,
  type VitestFailures,
} from './lib/failures.ts';
import { freePort, inSeconds, ROOT, run } from './lib/process.ts';

interface Suite {
  readonly name: string;
  /** What must have worked before. */
  readonly needs: readonly string[];
  readonly command: string;
  readonly runner: Runner;
}

/** How to read what a runner wrote. */
interface Runner {
  readonly count: (report: unknown) => Counts;
  readonly failures: (report: unknown) => readonly Failure[];
}

const REPORTS = 'test-results';
const GENERATE = 'npm run -s generate';
/** Does nothing where the last build is as good as a new one; else it generates first. */
const BUILD = 'npm run -s build';
const vitest = (project: string): string =>
  `vitest run --project ${project} --reporter=default --reporter=json --outputFile.json=${REPORTS}/${project}.json`;

const VITEST: Runner = {
  count: (report) => vitestCounts(report as VitestReport),
  failures: (report) => vitestFailures(report as VitestFailures),
};
const PLAYWRIGHT: Runner = {
  count: (report) => playwrightCounts(report as PlaywrightReport),
  failures: (report) => playwrightFailures(report as PlaywrightFailures),
};

const SUITES: readonly Suite[] = [
  {
    name: 'unit',
    needs: [GENERATE],
    command: vitest('unit'),
    runner: VITEST,
  },
  {
    name: 'browser',
    needs: [GENERATE, 'npm run -s browser'],
    command: vitest('browser'),
    runner: VITEST,
  },
  {
    name: 'e2e',
    needs: [BUILD, 'npm run -s browser'],
    command: 'playwright test --project=chromium --reporter=list,json',
    runner: PLAYWRIGHT,
  },
  {
    name: 'firefox',
    needs: [BUILD, 'npm run -s browser -- firefox'],
    command: 'playwright test --project=firefox --reporter=list,json',
    runner: PLAYWRIGHT,
  },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(
    `no suite “${unknown.join('”, “')}”; there are ${SUITES.map((suite) => suite.name).join(', ')}`,
  );
  process.exit(2);
}

/** Each preparation runs once, and its outcome counts for all suites that need it. */
const prepared = new Map<string, boolean>();
async function prepare(command: string): Promise<boolean> {
  const known = prepared.get(command);
  if (known !== undefined) return known;
  console.log(`\n── ${command}`);
  const { code, seconds } = await run(command, { stream: true });
  console.log(`── ${code === 0 ? 'done' : 'FAILED'} in ${inSeconds(seconds)}`);
  prepared.set(command, code === 0);
  return code === 0;
}

const failures: Failure[] = [];

async function runSuite(suite: Suite): Promise<Counts> {
  for (const command of suite.needs) {
    if (!(await prepare(command))) {
      console.log(`\n── ${suite.name}: not run, because \`${command}\` failed`);
      return { passed: 0, failed: 1 };
    }
  }
  const file = join(ROOT, REPORTS, `${suite.name}.json`);
  rmSync(file, { force: true });
  console.log(`\n── ${suite.name}`);
  const { code, seconds } = await run(suite.command, {
    stream: true,
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file, ATLAS_E2E_PORT: String(await freePort()) },
  });
  const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as unknown) : null;
  const counts = withExitCode(report === null ? null : suite.runner.count(report), code);
  if (report !== null) failures.push(...suite.runner.failures(report));
  console.log(`── ${suite.name}: ${summaryLine(counts)} in ${inSeconds(seconds)}`);
  return counts;
}

const suites = SUITES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
// Who needs a build needs nothing generated besides.
if (suites.some(({ needs }) => needs.includes(BUILD)) && (await prepare(BUILD))) {
  prepared.set(GENERATE, true);
}
const all: Counts[] = [];
for (const suite of suites) all.push(await runSuite(suite));
for (const { test, reason } of failures) {
  console.log(`\n✗ ${test}\n${reason.replace(/^/gm, '    ')}`);
}
const total = sum(all);
console.log(`\n${summaryLine(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;
