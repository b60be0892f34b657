// A scaffolded domain works from the first minute, and no other file is touched but the generated ones.
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { check, resolveConfig } from 'prettier';
import { expect, test, vi } from 'vitest';
import { domainFiles } from './method.ts';
import { node, PROJECT, scratch, tool } from './scratch.ts';

vi.setConfig({ testTimeout: 120_000 }); // each test starts programs

const WRITTEN = [
  ...['src/methods/routing.ts', 'src/methods/routing/top-k.ts', 'src/views/routing/files.ts'],
  ...['card', 'types', 'compute'].map((part) => `src/domains/routing/${part}.ts`),
];

/** A copy in which a person could go on. */
function copy(): string {
  const root = scratch();
  for (const part of ['src', 'workers', 'tools', 'package.json', 'README.md']) {
    cpSync(join(PROJECT, part), join(root, part), { recursive: true });
  }
  for (const name of ['base', 'compute', 'node']) {
    cpSync(join(PROJECT, `tsconfig.${name}.json`), join(root, `tsconfig.${name}.json`));
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

test('compiles, has a further method, is listed, drawn and baked', async () => {
  const root = copy();
  expect(tool('new-domain', '--root', root, 'routing')).toMatchObject({ code: 0, err: '' });
  for (const path of WRITTEN) {
    const text = readFileSync(join(root, path), 'utf8');
    expect(text).not.toMatch(/__[A-Z]+__/);
    const options = { ...(await resolveConfig(join(PROJECT, path))), filepath: path };
    expect(await check(text, options), path).toBe(true);
  }
  expect(tool('new-method', '--root', root, 'routing', 'my-choice')).toMatchObject({ code: 0 });

  const tsc = join(PROJECT, 'node_modules/@typescript/native/bin/tsc');
  expect(node(tsc, '-p', join(root, 'tsconfig.compute.json'))).toEqual({
    code: 0,
    out: '',
    err: '',
  });

  const tsx = join(PROJECT, 'node_modules/tsx/dist/cli.mjs');
  const atlas = (...args: string[]) => node(tsx, join(root, 'src/cli/bin.ts'), ...args);
  expect(atlas('list').out).toMatch(/\nrouting:\n {2}my-choice .*\n {2}top-k /);
  expect(atlas('describe', 'routing/my-choice').out).toContain('k = 8 ');
  const out = join(root, 'figure.svg');
  // Half of 64 × 48 cells.
  const drawn = atlas('render', 'd=routing&seed=3&b=0.5', '--json', '--out', out);
  expect(JSON.parse(drawn.out)).toMatchObject({
    ...{ metrics: { kept: 1536, cells: 3072, sparsity: 0.5 }, params: { k: 24 }, warnings: [] },
    summary: expect.stringMatching(/^Top k keeps 50\.0 % of the cells/) as string,
  });
  expect(readFileSync(out, 'utf8')).toMatch(/^<svg [^]*seed 3[^]*<\/svg>\s*$/);

  const baked = node(tsx, join(root, 'tools/bake.ts'), '--root', root, 'routing');
  expect(baked).toMatchObject({ code: 0, err: '' });
  for (const end of ['.png', '-light.png', '-dark.svg']) {
    expect(existsSync(join(root, `public/snapshots/methods/top-k${end}`))).toBe(true);
  }
});

test.each([
  [[], 'usage: npm run new-domain'],
  [['one', 'two'], 'usage: npm run new-domain'],
  [['two-words'], '“two-words” cannot be a domain'],
  [['attention'], 'src/domains/attention exists already'],
])('refuses %j', (args, message) => {
  const { code, err } = tool('new-domain', '--root', scratch(domainFiles('attention')), ...args);
  expect(err).toContain(message);
  expect(code).toBe(2);
});
