// Budgets of the built site, on small builds written by hand.
import { randomBytes } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { listings } from '../../../src/methods/list.generated.ts';
import { methodSlug } from '../../../src/methods/slug.ts';
import { scratch, tool } from './scratch.ts';

vi.setConfig({ testTimeout: 120_000 }); // each test starts programs

/** A module of about `kilobytes` kB that gzip cannot shrink: random digits, base 16 halves at best. */
const bulk = (kilobytes: number): string =>
  `export const noise = '${randomBytes(1000 * kilobytes).toString('hex')}';\n`;

/** The method of a domain whose page is measured. */
const measured = (domain: string): string =>
  methodSlug(listings.find((listing) => listing.domain === domain)!);
const methodIn = (domain: string, place: number): string =>
  listings.filter((listing) => listing.domain === domain)[place]!.id;
const [HEAD, MATRIX] = [measured('attention'), measured('weights')];
/** Pages of other domains are all alike here, and left out of what is read. */
const OTHERS = [...new Set(listings.map(({ domain }) => domain))]
  .filter((domain) => domain !== 'attention' && domain !== 'weights')
  .map(measured);

const SITE = {
  'index.html':
    '<script src="./theme.js"></script><script type="module" src="./assets/index-a.js"></script>',
  'theme.js': 'document.title = "";\n',
  'assets/index-a.js': `import { s } from './shared-b.js';\nimport('./later-c.js');\nimport './index-a.js';\ns;\n`,
  'assets/shared-b.js': 'export const s = 1;\n',
  'assets/later-c.js': bulk(200),
  'assets/worker/compute-d.js': `export * from './kit-e.js';\nimport('./attention-domain-m.js');\n`,
  'assets/worker/kit-e.js': bulk(20),
  'assets/worker/open-model-q.js': bulk(3),
  'assets/worker/attention-domain-m.js': `import './kit-e.js';\nimport('../methods/attention/one-f.js');\n${bulk(5)}`,
  'assets/methods/attention/one-f.js': `import '../../worker/kit-e.js';\n${bulk(10)}`,
  'assets/methods/attention/two-g.js': bulk(20),
  'assets/worker/weights-domain-n.js': bulk(4),
  'assets/methods/weights/three-o.js': `import '../../worker/weights-domain-n.js';\n${bulk(1)}`,
  'assets/kernels-h.wasm': 'wasm',
  [`methods/${HEAD}/index.html`]: '<script type="module" src="../../assets/shared-b.js"></script>',
  'assets/MethodWork-k.js': `import './shared-b.js';\n${bulk(10)}`,
  'assets/attention-method-p.js': `import './MethodWork-k.js';\n${bulk(20)}`,
  [`methods/${MATRIX}/index.html`]:
    '<script type="module" src="../../assets/shared-b.js"></script>',
  'assets/weights-method-l.js': 'export const l = 1;\n',
  'embed.js': `import('./assets/embed/player.svelte-i.js');\n`,
  'assets/embed/player.svelte-i.js': `import '../../embed.js';\n${bulk(20)}`,
  'assets/embed/attention-figure-j.js': `import './player.svelte-i.js';\n${bulk(10)}`,
  [`assets/embed/${methodIn('attention', 0)}.generated-r.js`]: bulk(1),
  [`assets/embed/${methodIn('attention', 1)}.generated-s.js`]: bulk(4),
};

const lines = (files: Record<string, string>): { code: number | null; out: string[] } => {
  const { code, out } = tool('size', '--dist', scratch(files));
  const isOther = (line: string): boolean => OTHERS.some((id) => line.includes(`of ${id} with`));
  return {
    code,
    out: out
      .trim()
      .split('\n')
      .filter((line) => !isOther(line)),
  };
};

/** kB that a line of the report names. */
const kilobytes = (line: string | undefined): number => Number(/([\d.]+) of/.exec(line ?? '')?.[1]);

test('counts what is loaded at once, and nothing that is loaded later', () => {
  const { code, out } = lines(SITE);
  expect(out[0]).toMatch(/^✓ +0\.\d of 120 kB {2}index\.html/);
  // A method's page is measured with the figure that follows.
  expect(out[1]).toMatch(/^✓ .* of 120 kB {2}the page of .* with its figure$/);
  expect(out[1]).toContain(`the page of ${HEAD} `);
  expect(kilobytes(out[1])).toBeGreaterThan(30);
  expect(out[2]).toMatch(/^✓ +1[01]\.\d of 120 kB {2}the page of .* with its figure$/);
  expect(out[2]).toContain(`the page of ${MATRIX} `);
  expect(out[3]).toMatch(/^✓ .* of 30 kB {2}worker without domains$/);
  expect(kilobytes(out[3])).toBeGreaterThan(20);
  expect(kilobytes(out[3])).toBeLessThan(25);
  // Entry, shared kit (20), the domain (5) and the larger of its two methods (20); the kit counts once.
  expect(out[4]).toMatch(
    /^✓ .* of 55 kB {2}worker for a figure of attention, with the largest of 2 methods$/,
  );
  expect(kilobytes(out[4])).toBeGreaterThan(45);
  expect(kilobytes(out[4])).toBeLessThan(54);
  expect(out[5]).toMatch(/^✓ .* of 55 kB .* of weights, with the largest of 1 methods$/);
  expect(out[6]).toMatch(/^✓ +3\.\d of 20 kB {2}what opens a model/);
  expect(out[7]).toMatch(/^✓ .* of 20 kB {2}kernels-h\.wasm$/);
  expect(out[8]).toMatch(/^✓ +0\.\d of 4 kB {2}embed\.js/);
  // The element, the player (20), the domain's figure (10) and the larger of two methods' details (4).
  expect(out[9]).toMatch(/^✓ .* of 60 kB {2}a figure of attention elsewhere/);
  expect(kilobytes(out[9])).toBeGreaterThan(34);
  expect(kilobytes(out[9])).toBeLessThan(38);
  expect(out.at(-1)).toBe(`${10 + OTHERS.length} passed, 0 failed`);
  expect(code).toBe(0);
});

test('a script beyond its budget fails, however far down it is imported', () => {
  const { code, out } = lines({ ...SITE, 'assets/shared-b.js': bulk(130) + 'export const s = 1;' });
  expect(out[0]).toMatch(/^✗ +1[3-9]\d\.\d of 120 kB {2}index\.html/);
  expect(out.at(-1)).toBe(`7 passed, ${3 + OTHERS.length} failed`);
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
  const page = Object.entries(SITE).filter(([path]) => !/worker|method|wasm/i.test(path));
  const { code, out } = lines(Object.fromEntries(page));
  expect(out).toContain('✗ no worker in the build');
  expect(out).toContain('✗ no method chunk in the build');
  expect(out).toContain('✗ no reader of models in the build');
  expect(out).toContain('✗ no WebAssembly module in the build');
  expect(code).toBe(1);
});

test('says what to do where there is no build', () => {
  const { code, err } = tool('size', '--dist', scratch());
  expect(err).toMatch(/^there is no build in .*: run `npm run build` first\n$/);
  expect(code).toBe(2);
});
