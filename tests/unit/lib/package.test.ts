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
import { publint } from 'publint';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { writeNpz } from '../../../src/core/npy.ts';
import { loadersOf } from '../../../src/methods/load.generated.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // builds

const root = join(import.meta.dirname, '../../..');
let project: string;
let home: string;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'atlas-lib-'));
  const modules = join(project, 'node_modules');
  home = join(modules, 'sparsity-atlas');
  mkdirSync(home, { recursive: true });
  cpSync(join(root, 'package.json'), join(home, 'package.json'));
  for (const name of ['fflate', 'd3-array', 'd3-scale', 'd3-shape']) {
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  const quiet = { root, logLevel: 'error' } as const;
  await build({
    ...{ ...quiet, configFile: join(root, 'tools/vite-lib.ts') },
    build: { outDir: join(home, 'dist-lib') },
  });
  await build({
    ...{ ...quiet, configFile: join(root, 'tools/vite-embed.ts') },
    build: { outDir: join(home, 'dist') },
  });
  await build({
    ...{ ...quiet, configFile: join(root, 'tools/vite-cli.ts') },
    build: { outDir: join(home, 'dist-cli') },
  });
});
afterAll(() => rmSync(project, { recursive: true }));

test('publint has nothing to say about it', async () => {
  const { messages } = await publint({ pkgDir: home, strict: true, pack: 'npm' });
  expect(messages).toEqual([]);
});

test('attw finds types and code at every entry, for programs of modules', () => {
  const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  const entries = ['.', 'element', 'methods/minference', 'methods/wanda', 'package.json'];
  const flags = ['--profile', 'esm-only', '--format', 'ascii', '--entrypoints', ...entries];
  const args = [attw, '--pack', home, ...flags];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  for (const entry of entries)
    expect(stdout).toContain(`sparsity-atlas/${entry}`.replace('/.', ''));
  expect(status, stdout).toBe(0);
});

const examples = [
  ...readFileSync(join(root, 'docs/library.md'), 'utf8').matchAll(/```js\n(.*?)```/gs),
].map(([, code]) => code ?? '');

function runExample(index: number): string {
  const file = join(project, `example-${index}.mjs`);
  writeFileSync(file, examples[index] ?? 'throw new Error("no such example")');
  return execFileSync(process.execPath, [file], { encoding: 'utf8' }).trim();
}

test('the examples of the documentation do what they say', () => {
  expect(examples).toHaveLength(7);
  expect(runExample(0)).toBe(`${1 + 2 + 3 + 61 * 4} 64 4`);
  // Without its first weight an output of 3·1 + 1·10 = 13 is 10: 3/13 is missing.
  expect(runExample(1)).toBe(`[ 0, 1 ] 0.5 ${(3 / 13).toFixed(3)}`);
  expect(runExample(2)).toBe('Wanda weights pattern sparsity variant');
  expect(runExample(3)).toBe('w 2 × 2 f4');
  expect(runExample(4)).toBe('true\n#.../##../.##./#..#');
  expect(runExample(5)).toBe('b=0.1&m=window&v=2\n0.1 1');
  expect(runExample(6)).toBe('q q must have n·d = 8 values, got 4');
});

test('the command line computes with the fast kernels', () => {
  const input = join(project, 'input.npz');
  const one = { shape: [2, 2], dtype: 'f4', bytes: new Uint8Array(16) };
  writeFileSync(input, writeNpz({ q: one, k: one, v: one }));
  const program = join(home, 'dist-cli/bin.js');
  const reply = execFileSync(process.execPath, [program, 'run', 'dense', '--input', input]);
  const { kernels } = JSON.parse(reply.toString()) as { kernels: string };
  expect(kernels).toMatch(/^(relaxed-)?simd$/);
});

test('the command line brings the built-in texts along', () => {
  const program = join(home, 'dist-cli/bin.js');
  const model = join(root, 'public/models/atlas-3m');
  const args = ['render', 'm=window&t=sample.docs&n=16', '--model', model, '--out', 'docs.svg'];
  const done = execFileSync(process.execPath, [program, ...args], {
    ...{ cwd: project, encoding: 'utf8' },
  });
  expect(done).toContain('docs.svg: Sliding window keeps');
  const svg = readFileSync(join(project, 'docs.svg'), 'utf8');
  expect(svg).toContain('16 tokens of the text sample.docs');
});

test('every method of every domain can be imported by its id, and nothing else', async () => {
  const ids = Object.values(loadersOf).flatMap((loaders) => Object.keys(loaders));
  const names = [...ids, '_shared/params', 'attention'].map((id) => `sparsity-atlas/methods/${id}`);
  const file = join(project, 'all.mjs');
  writeFileSync(
    file,
    `const name = (id) => import(id).then(({ default: { id } }) => id, () => null);
console.log(JSON.stringify(await Promise.all(${JSON.stringify(names)}.map(name))));`,
  );
  const found: unknown = JSON.parse(execFileSync(process.execPath, [file], { encoding: 'utf8' }));
  expect(found).toEqual([...ids, null, null]);
});

test.for([
  ['window', 'Sliding window', /vertical-slash|Wanda|WebAssembly|relaxed-simd/],
  [
    'magnitude',
    'Magnitude',
    /vertical-slash|Sliding window|calibration text runs once|WebAssembly/,
  ],
] as const)(
  'a program that uses %s carries no other method, and no kernels',
  async ([id, own, others]) => {
    const entry = join(project, `one-${id}.mjs`);
    writeFileSync(
      entry,
      `import { causalMask } from 'sparsity-atlas';
import method from 'sparsity-atlas/methods/${id}';
console.log(method.id, causalMask(3).rows);
`,
    );
    const built = await build({
      ...{ root: project, configFile: false, logLevel: 'error' },
      build: { write: false, minify: true, rolldownOptions: { input: entry } },
    });
    const { output } = (Array.isArray(built) ? built[0] : built) as { output: { code?: string }[] };
    const code = output.map((chunk) => chunk.code ?? '').join('');
    expect(code).toContain(own);
    expect(code).not.toMatch(others);
    expect(code.length).toBeLessThan(12_000);
  },
);

test('its declarations and examples are read by a strict compiler, the element’s too', () => {
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
  // The examples, too, in a file each.
  const names = examples.map((code, i) => {
    writeFileSync(join(project, `example-${i}.mts`), code);
    return `example-${i}.mts`;
  });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const strict = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes'];
  const flags = [...strict, '--noEmit', '--target', 'es2022', '--lib', 'ES2023,DOM'];
  for (const resolution of [
    ['--module', 'nodenext'],
    ['--module', 'esnext', '--moduleResolution', 'bundler'],
  ]) {
    const args = [tsc, ...flags, ...resolution, 'types.ts', ...names];
    const { stdout, status } = spawnSync(process.execPath, args, {
      ...{ cwd: project, encoding: 'utf8' },
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  }
});
