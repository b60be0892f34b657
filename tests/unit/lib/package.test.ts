// The package as another project sees it: built, installed, its documentation's examples run, one
// method taken out of it, its types read by a compiler.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 }); // builds

const root = join(import.meta.dirname, '../../..');
let project: string;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'atlas-lib-'));
  const modules = join(project, 'node_modules');
  const home = join(modules, 'sparsity-atlas');
  mkdirSync(home, { recursive: true });
  cpSync(join(root, 'package.json'), join(home, 'package.json'));
  symlinkSync(join(root, 'node_modules/fflate'), join(modules, 'fflate'));
  await build({
    configFile: join(root, 'tools/vite-lib.ts'),
    logLevel: 'error',
    build: { outDir: join(home, 'dist-lib') },
  });
});
afterAll(() => rmSync(project, { recursive: true }));

const examples = [
  ...readFileSync(join(root, 'docs/library.md'), 'utf8').matchAll(/```js\n(.*?)```/gs),
].map(([, code]) => code ?? '');

function runExample(index: number): string {
  const file = join(project, `example-${index}.mjs`);
  writeFileSync(file, examples[index] ?? 'throw new Error("no such example")');
  return execFileSync(process.execPath, [file], { encoding: 'utf8' }).trim();
}

test('the examples of the documentation do what they say', () => {
  expect(examples).toHaveLength(4);
  expect(runExample(0)).toBe(`${1 + 2 + 3 + 61 * 4} 64 4`);
  expect(runExample(1)).toBe('true\n#.../##../.##./#..#');
  expect(runExample(2)).toBe('b=0.1&m=window');
  expect(runExample(3)).toBe('true q q must have n·d = 8 values, got 4');
});

test('a program that uses one method carries no other, and no kernels', async () => {
  const entry = join(project, 'one.mjs');
  writeFileSync(
    entry,
    "import { causalMask } from 'sparsity-atlas';\nimport window from 'sparsity-atlas/methods/window';\nconsole.log(window.id, causalMask(3).rows);\n",
  );
  const built = await build({
    ...{ root: project, configFile: false, logLevel: 'error' },
    build: { write: false, minify: true, rolldownOptions: { input: entry } },
  });
  const { output } = (Array.isArray(built) ? built[0] : built) as { output: { code?: string }[] };
  const code = output.map((chunk) => chunk.code ?? '').join('');
  expect(code).toContain('Sliding window');
  expect(code).not.toMatch(/vertical-slash|WebAssembly|relaxed-simd/);
  expect(code.length).toBeLessThan(12_000);
});

test('its declarations are read by a strict compiler, the element’s too', () => {
  writeFileSync(
    join(project, 'types.ts'),
    `import { selectAttention, type Selected } from 'sparsity-atlas';
import window from 'sparsity-atlas/methods/window';
import type {} from 'sparsity-atlas/element';
const t = new Float32Array(2);
export const selected: Promise<Selected> = selectAttention(window, { n: 1, d: 2, q: t, k: t, v: t });
export const svg: Promise<string> = document.createElement('sparsity-figure').toSVG();
// @ts-expect-error a budget is a number
void selectAttention(window, { n: 1, d: 2, q: t, k: t, v: t }, { budget: '0.2' });
`,
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const flags = ['--strict', '--noEmit', '--module', 'nodenext', '--lib', 'ES2022,DOM'];
  const args = [tsc, ...flags, 'types.ts'];
  const { stdout, status } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});
