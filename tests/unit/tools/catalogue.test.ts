// The catalogue on trees of its own: what it writes, in which order, and that it notices changes.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { CatalogueEntry, Tags } from '../../../src/core/method.ts';
import { domainFiles, methodText, plain } from './method.ts';
import { scratch, tool, write, type Outcome } from './scratch.ts';

vi.setConfig({ testTimeout: 120_000 }); // each test starts programs

const CATALOGUE = 'src/methods/catalogue.generated.ts';
const PLAIN = 'src/methods/details/attention/plain.generated.ts';
const LISTS = 'src/methods/list.attention.generated.ts';
const LOADERS = 'src/methods/load.generated.ts';

const run = (root: string, ...more: string[]): Outcome =>
  tool('catalogue', '--root', root, ...more);
const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

async function entriesOf(root: string): Promise<readonly CatalogueEntry[]> {
  const module = (await import(/* @vite-ignore */ join(root, CATALOGUE))) as {
    catalogue: readonly CatalogueEntry[];
  };
  return module.catalogue;
}

test('a tree without methods gets an empty catalogue', async () => {
  const root = scratch(domainFiles('attention'));
  expect(run(root)).toEqual({ code: 0, out: 'catalogue: 0 methods, 8 files written\n', err: '' });
  expect(await entriesOf(root)).toEqual([]);
  expect(read(root, LOADERS)).toContain('readonly attention: Loaders<attention.Method>');
});

test('entries are plain data, systems first, then baselines, then bounds, by name', async () => {
  const paper = { title: 'On | Keeping', authors: 'A', year: 2024, arxiv: '2401.00001' };
  const method = (id: string, name: string, role: Tags['role']): string =>
    methodText({ id, name, tags: { ...plain.tags, role }, ...(role === 'system' && { paper }) });
  const root = scratch({
    ...domainFiles('attention'),
    'src/methods/attention/a-bound.ts': method('a-bound', 'Alpha', 'bound'),
    'src/methods/attention/zed.ts': method('zed', 'Zed', 'system'),
    'src/methods/attention/base.ts': method('base', 'Base', 'baseline'),
    'src/methods/attention/beta/beta.ts': method('beta', 'Beta', 'system'),
    'src/methods/attention/beta/facts.ts': 'export const shared = 1;\n',
    'src/methods/attention/_shared/helper.ts': 'export const shared = 2;\n',
    'README.md': 'Text  stays.\n\n<!-- methods:start -->\nold\n<!-- methods:end -->\n\nEnd\n',
  });
  expect(run(root)).toMatchObject({ code: 0, err: '' });

  const entries = await entriesOf(root);
  expect(entries.map(({ id }) => id)).toEqual(['beta', 'zed', 'base', 'a-bound']);
  expect(entries[0]?.budgetParams).toEqual(['keys']);
  expect(entries[0]?.about).toBe(plain.about);
  expect(entries[0]?.paper).toEqual(paper);
  // Lists have only what they show; the rest is a file of each method.
  const list = read(root, LISTS);
  expect(list).toContain(plain.summary);
  expect(list).toContain("title: 'On | Keeping'");
  expect(list).not.toMatch(/about|params|arxiv|claims/);
  expect(read(root, 'src/methods/details/attention/beta.generated.ts')).toMatch(/arxiv:[^]*about:/);
  expect(read(root, 'src/methods/details.attention.generated.ts')).toContain(
    `'a-bound': () => import('./details/attention/a-bound.generated.ts'),`,
  );
  expect(JSON.parse(JSON.stringify(entries))).toEqual(entries);

  const loaders = read(root, LOADERS);
  expect(loaders).toContain(`zed: () => import('./attention/zed.ts'),`);
  expect(loaders).toContain(`'a-bound': () => import('./attention/a-bound.ts'),`);
  expect(loaders).toContain(`beta: () => import('./attention/beta/beta.ts'),`);
  expect(loaders).not.toMatch(/helper|facts/);

  const readme = read(root, 'README.md');
  expect(readme).toMatch(/^Text {2}stays\.\n\n<!-- methods:start -->\n\n\| Method /);
  expect(readme).toMatch(/\|\n\n<!-- methods:end -->\n\nEnd\n$/);
  expect(readme).not.toContain('old');
  expect(readme).toContain('[On \\| Keeping (2024)](https://arxiv.org/abs/2401.00001)');
  expect(readme.indexOf('Beta')).toBeLessThan(readme.indexOf('Zed'));

  expect(run(root, '--check')).toMatchObject({ code: 0, err: '' });
});

test('methods of a second domain have loaders, a catalogue and a table of their own', () => {
  const root = scratch({
    ...domainFiles('weights', 1),
    ...domainFiles('attention', 0),
    'src/methods/attention/one.ts': methodText({ id: 'one', name: 'One' }),
    'src/methods/weights/two.ts': methodText({ id: 'two', name: 'Two', domain: 'weights' }),
    'README.md': '<!-- methods:start -->\n<!-- methods:end -->\n',
  });
  expect(run(root)).toMatchObject({ code: 0, err: '' });
  const loaders = read(root, LOADERS);
  expect(loaders).toContain('readonly weights: Loaders<weights.Method>');
  expect(loaders).toMatch(/attention: \{\s+one: .*\s+\},\s+weights: \{\s+two: .*\s+\},/);
  // A page of one domain loads nothing of another, except to which domain a method belongs.
  const own = read(root, 'src/methods/list.weights.generated.ts');
  expect(own).toContain("name: 'Two'");
  expect(own).not.toContain('One');
  expect(read(root, 'src/methods/ids.generated.ts')).toMatch(
    /attention: \['one'\],\s+weights: \['two'\]/,
  );
  const readme = read(root, 'README.md');
  expect(readme).toMatch(/\*\*Attention\*\*[^]*\| One [^]*\*\*Weights\*\*[^]*\| Two /);
});

test('--check writes nothing and names what is out of date', () => {
  const root = scratch({
    ...domainFiles('attention'),
    'src/methods/attention/plain.ts': methodText(),
  });
  const missing = run(root, '--check');
  expect(missing.code).toBe(1);
  expect(missing.err).toContain(`${CATALOGUE} is out of date: run \`npm run generate\``);
  expect(existsSync(join(root, CATALOGUE))).toBe(false);

  expect(run(root).code).toBe(0);
  write(root, { 'src/methods/attention/plain.ts': methodText({ summary: 'Changed.' }) });
  const stale = run(root, '--check');
  expect(stale.code).toBe(1);
  expect(stale.err).toContain(LISTS);
  expect(stale.err).not.toContain(LOADERS);
});

test('what was known of a method goes with it', () => {
  const root = scratch({
    ...domainFiles('attention'),
    'src/methods/attention/plain.ts': methodText(),
  });
  expect(run(root).code).toBe(0);
  expect(existsSync(join(root, PLAIN))).toBe(true);

  rmSync(join(root, 'src/methods/attention/plain.ts'));
  expect(run(root, '--check').err).toContain(`${PLAIN} is out of date`);
  expect(run(root).code).toBe(0);
  expect(existsSync(join(root, PLAIN))).toBe(false);
});

test('a folder without its main file is a problem', () => {
  const root = scratch({
    ...domainFiles('attention'),
    'src/methods/attention/plain/facts.ts': 'export const fact = 1;\n',
  });
  const { code, err } = run(root);
  expect(err).toContain('src/methods/attention/plain/plain.ts: is missing');
  expect(code).toBe(1);
});

test('a method with a problem leaves everything as it was', () => {
  const root = scratch({
    ...domainFiles('attention'),
    'src/methods/attention/plain.ts': methodText({ summary: '' }),
  });
  expect(run(root)).toMatchObject({
    code: 1,
    err: 'src/methods/attention/plain.ts: summary is empty\ncatalogue: nothing was written\n',
  });
  expect(existsSync(join(root, CATALOGUE))).toBe(false);
});

test('one id may stand in two domains, and lists of modules hold whoever has one', async () => {
  const root = scratch({
    ...domainFiles('decode', 1),
    ...domainFiles('attention', 0),
    'src/methods/attention/plain.ts': methodText(),
    'src/methods/decode/plain.ts': methodText({ domain: 'decode' }),
    'src/domains/attention/compute.ts': '',
    'src/domains/decode/compute.ts': '',
    'src/views/decode/files.ts': '',
    'src/cli/decode/commands.ts': '',
    'src/lib/attention.ts': '',
  });
  expect(run(root)).toMatchObject({ code: 0, err: '' });
  const named = (await entriesOf(root)).map(({ domain, id }) => `${domain}/${id}`);
  expect(named).toEqual(['attention/plain', 'decode/plain']);
  expect(read(root, 'src/domains/cards.generated.ts')).toContain('= [attention, decode];');
  expect(read(root, 'src/domains/compute.generated.ts')).toMatch(/attention: [^]*decode: /);
  expect(read(root, 'src/views/files.generated.ts')).not.toContain('attention');
  expect(read(root, 'src/cli/commands.generated.ts')).toContain("from './decode/commands.ts'");
  expect(read(root, 'src/lib/domains.generated.ts')).toContain("export * from './attention.ts';");
  expect(existsSync(join(root, 'src/views/view.generated.ts'))).toBe(false);
});

test('a card that is not of its folder is a problem', () => {
  const root = scratch({
    'src/domains/decode/card.ts': "export const card = { id: 'weights' };\n",
  });
  const { code, err } = run(root);
  expect(err).toContain('src/domains/decode/card.ts: must export `card` whose id');
  expect(code).toBe(1);
});
