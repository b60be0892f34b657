// Budgets of the built site, on small builds written by hand.
import { randomBytes } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { listings } from '../../../src/methods/list.generated.ts';
import { scratch, tool } from './scratch.ts';

vi.setConfig({ testTimeout: 120_000 }); // each test starts programs

/** A module of about `kilobytes` kB that gzip cannot shrink: random digits, base 16 halves at best. */
const bulk = (kilobytes: number): string =>
  `export const noise = '${randomBytes(1000 * kilobytes).toString('hex')}';\n`;

const SITE = {
  'index.html':
    '<script src="./theme.js"></script><script type="module" src="./assets/index-a.js"></script>',
  'theme.js': 'document.title = "";\n',
  'assets/index-a.js': `import { s } from './shared-b.js';\nimport('./later-c.js');\nimport './index-a.js';\ns;\n`,
  'assets/shared-b.js': 'export const s = 1;\n',
  'assets/later-c.js': bulk(200),
  'assets/worker/compute-d.js': `export * from './kit-e.js';\nimport('../methods/attention/one-f.js');\n`,
  'assets/worker/kit-e.js': bulk(20),
  'assets/methods/attention/one-f.js': `import '../../worker/kit-e.js';\n${bulk(10)}`,
  'assets/methods/attention/two-g.js': bulk(20),
  'assets/kernels-h.wasm': 'wasm',
  'methods/dense/index.html': '<script type="module" src="../../assets/shared-b.js"></script>',
  'assets/HeadWork-k.js': `import './shared-b.js';\n${bulk(30)}`,
  'methods/magnitude/index.html': '<script type="module" src="../../assets/shared-b.js"></script>',
  'assets/MatrixWork-l.js': 'export const l = 1;\n',
  'embed.js': `import('./assets/embed/player.svelte-i.js');\n`,
  'assets/embed/player.svelte-i.js': `import '../../embed.js';\n${bulk(20)}`,
  'assets/embed/attention-side-j.js': `import './player.svelte-i.js';\n${bulk(10)}`,
};

const lines = (files: Record<string, string>): { code: number | null; out: string[] } => {
  const { code, out } = tool('size', '--dist', scratch(files));
  return { code, out: out.trim().split('\n') };
};

/** kB that a line of the report names. */
const kilobytes = (line: string | undefined): number => Number(/([\d.]+) of/.exec(line ?? '')?.[1]);

test('counts what is loaded at once, and nothing that is loaded later', () => {
  const { code, out } = lines(SITE);
  expect(out[0]).toMatch(/^✓ +0\.\d of 120 kB {2}index\.html/);
  // A method's page is measured with the figure that follows.
  expect(out[1]).toMatch(/^✓ .* of 120 kB {2}the page of dense with its figure$/);
  expect(kilobytes(out[1])).toBeGreaterThan(30);
  expect(out[2]).toMatch(/^✓ +0\.\d of 120 kB {2}the page of magnitude with its figure$/);
  // Entry, shared kit (20) and the larger of the two methods (20); the kit counts once.
  expect(out[3]).toMatch(/^✓ .* of 60 kB {2}worker with its largest method of 2$/);
  expect(kilobytes(out[3])).toBeGreaterThan(40);
  expect(kilobytes(out[3])).toBeLessThan(52);
  expect(out[4]).toMatch(/^✓ .* of 20 kB {2}kernels-h\.wasm$/);
  expect(out[5]).toMatch(/^✓ +0\.\d of 4 kB {2}embed\.js/);
  expect(out[6]).toMatch(/^✓ .* of 60 kB {2}a figure of attention elsewhere/);
  expect(kilobytes(out[6])).toBeGreaterThan(30);
  expect(out.at(-1)).toBe('7 passed, 0 failed');
  expect(code).toBe(0);
});

test('a script beyond its budget fails, however far down it is imported', () => {
  const { code, out } = lines({ ...SITE, 'assets/shared-b.js': bulk(130) + 'export const s = 1;' });
  expect(out[0]).toMatch(/^✗ +1[3-9]\d\.\d of 120 kB {2}index\.html/);
  expect(out.at(-1)).toBe('4 passed, 3 failed');
  expect(code).toBe(1);
});

test('a page that lists methods has room for many more', () => {
  const list = `export const s = ${JSON.stringify(listings)};`;
  const { out } = lines({ ...SITE, 'assets/shared-b.js': list });
  expect(out[1]).toMatch(/^✓ .* of 120 kB {2}index\.html with a list of 120 methods$/);
  expect(kilobytes(out[1])).toBeGreaterThan(kilobytes(out[0]) + 5);

  const full = lines({ ...SITE, 'assets/shared-b.js': `${list}\n${bulk(101)}` });
  expect(full.out[0]).toMatch(/^✓ .*index\.html, scripts/);
  expect(full.out[1]).toMatch(/^✗ .*index\.html with a list of 120 methods$/);
  expect(full.code).toBe(1);
});

test('a build without worker, methods or kernels fails: nothing was measured', () => {
  const page = Object.entries(SITE).filter(([path]) => !/worker|methods|Work|wasm/.test(path));
  const { code, out } = lines(Object.fromEntries(page));
  expect(out).toContain('✗ no worker in the build');
  expect(out).toContain('✗ no method chunk in the build');
  expect(out).toContain('✗ no figure on the page of dense in the build');
  expect(out).toContain('✗ no WebAssembly module in the build');
  expect(code).toBe(1);
});

test('says what to do where there is no build', () => {
  const { code, err } = tool('size', '--dist', scratch());
  expect(err).toMatch(/^there is no build in .*: run `npm run build` first\n$/);
  expect(code).toBe(2);
});
