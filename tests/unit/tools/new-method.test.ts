// A scaffolded method works from the first minute: it compiles and passes the tests of all methods.
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { check, resolveConfig } from 'prettier';
import { expect, test, vi } from 'vitest';
import { domainFiles } from './method.ts';
import { node, PROJECT, scratch, tool, write } from './scratch.ts';

vi.setConfig({ testTimeout: 120_000 }); // each test starts programs

/** Where the tests of all methods of a domain lie. */
const TESTS = {
  attention: 'tests/unit/methods',
  weights: 'tests/unit/weights',
  decode: 'tests/unit/methods/decode',
} as const;

test.each(['attention', 'weights', 'decode'] as const)(
  'writes a method for %s that the catalogue, the compiler and all tests accept',
  async (domain) => {
    const path = `src/methods/${domain}/my-method.ts`;
    const root = scratch();
    const parts = ['core', 'kernels', 'methods', 'domains', 'model'].map((part) => `src/${part}`);
    for (const part of [...parts, 'tests/unit']) {
      cpSync(join(PROJECT, part), join(root, part), { recursive: true });
    }
    symlinkSync(join(PROJECT, 'node_modules'), join(root, 'node_modules'));

    expect(tool('new-method', '--root', root, domain, 'my-method')).toMatchObject({
      code: 0,
      err: '',
    });
    const text = readFileSync(join(root, path), 'utf8');
    expect(text).not.toContain('__');
    expect(
      await check(text, { ...(await resolveConfig(join(PROJECT, path))), filepath: path }),
    ).toBe(true);
    expect(readFileSync(join(root, 'src/methods/load.generated.ts'), 'utf8')).toContain(
      `'my-method': () => import('./${domain}/my-method.ts'),`,
    );

    const base = { extends: join(PROJECT, 'tsconfig.compute.json'), include: [path] };
    write(root, { 'tsconfig.json': JSON.stringify(base) });
    const tsc = join(PROJECT, 'node_modules/@typescript/native/bin/tsc');
    expect(node(tsc, '-p', root)).toEqual({ code: 0, out: '', err: '' });

    const report = join(root, 'report.json');
    const vitest = join(PROJECT, 'node_modules/vitest/vitest.mjs');
    const run = node(
      ...[vitest, 'run', '--root', root, '--reporter=json', `--outputFile=${report}`],
      ...[
        '-t',
        '^my-method',
        ...['facts', 'universal'].map((name) => `${TESTS[domain]}/${name}.test.ts`),
      ],
    );
    expect(run.code, run.out + run.err).toBe(0);
    const { numPassedTests } = JSON.parse(readFileSync(report, 'utf8')) as {
      numPassedTests: number;
    };
    expect(numPassedTests).toBeGreaterThan(5);
  },
);

test.each([
  [['attention'], 'usage: npm run new-method -- <domain> <id>'],
  [['attention', 'a', 'b'], 'usage: npm run new-method -- <domain> <id>'],
  [
    ['galaxies', 'spiral'],
    'there is no domain “galaxies” to add methods to; there is attention, weights',
  ],
  [['attention', 'My Method'], '“My Method” cannot be an id'],
  [['attention', '../escape'], '“../escape” cannot be an id'],
  [['attention', 'taken'], 'src/methods/attention/taken.ts exists already'],
  [['attention', 'large'], 'src/methods/attention/large exists already'],
])('refuses %j', (args, message) => {
  const root = scratch({
    ...domainFiles('attention', 0),
    ...domainFiles('weights', 1),
    'src/methods/attention/_template.txt': '',
    'src/methods/weights/_template.txt': '',
    'src/methods/attention/taken.ts': 'mine\n',
    'src/methods/attention/large/large.ts': 'mine too\n',
  });
  const { code, err } = tool('new-method', '--root', root, ...args);
  expect(err).toContain(message);
  expect(code).toBe(2);
  expect(readFileSync(join(root, 'src/methods/attention/taken.ts'), 'utf8')).toBe('mine\n');
  expect(existsSync(join(root, 'src/methods/load.generated.ts'))).toBe(false);
});
