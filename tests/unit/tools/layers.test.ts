// The rules of the layers bite: one tree without an offence, and one with an offence for each rule.
import { copyFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { PROJECT, scratch, tool } from './scratch.ts';

vi.setConfig({ testTimeout: 120_000 }); // each test starts programs

const LEAF = 'export type A = number;\nexport const a = 1;\n';
const type = (from: string): string => `import type { A } from '${from}';\nexport type B = A;\n`;
const value = (from: string): string => `import { a } from '${from}';\nexport const b = a;\n`;
const component = (from: string): string =>
  `<script lang="ts">\n  import { a } from '${from}';\n</script>\n\n{a}\n`;

const LEAVES = [
  ...['src/core/leaf.ts', 'src/kernels/contract.ts', 'src/kernels/ts.ts'],
  ...['src/methods/list.weights.generated.ts', 'src/methods/attention/leaf.ts'],
  ...['src/model/leaf.ts', 'src/domains/leaf.ts', 'workers/api.ts'],
  ...['src/client/leaf.ts', 'src/figure/leaf.ts', 'src/controls/leaf.ts', 'src/app/leaf.ts'],
  ...['src/kit/leaf.ts', 'src/views/files.ts', 'src/views/any.ts', 'src/figure/export/leaf.ts'],
  ...['src/domains/attention/leaf.ts', 'src/domains/weights/leaf.ts', 'src/views/weights/leaf.ts'],
];

function layers(files: Readonly<Record<string, string>>): { code: number | null; lines: string[] } {
  const leaves = Object.fromEntries(LEAVES.map((path) => [path, LEAF]));
  const root = scratch({ ...leaves, ...files });
  symlinkSync(join(PROJECT, 'node_modules'), join(root, 'node_modules'));
  copyFileSync(join(PROJECT, 'package.json'), join(root, 'package.json'));
  const { code, err, out } = tool('layers', '--root', root);
  expect(out).toMatch(/^layers: \d+ modules, \d+ problems\n$/);
  return { code, lines: err.split('\n').filter(Boolean) };
}

test('accepts what each layer may import', () => {
  const { code, lines } = layers({
    'src/methods/attention/good.ts': type('../../kernels/contract.ts'),
    'src/methods/attention/_shared/one.ts': value('../../_shared/both.ts'),
    'src/methods/_shared/both.ts': LEAF,
    'src/methods/attention/big/big.ts': value('./facts.ts') + `import '../_shared/one.ts';\n`,
    'src/methods/attention/big/facts.ts': LEAF,
    'src/model/good.ts': value('../kernels/ts.ts'),
    'src/domains/attention/good.ts': value('../../methods/attention/leaf.ts'),
    'workers/good.ts': value('../src/domains/leaf.ts') + `import 'comlink';\n`,
    'src/client/good.ts': type('../../workers/api.ts') + `import 'comlink';\n`,
    'src/client/text.ts': `import text from '../kernels/ts.ts?raw';\nexport { text };\n`,
    'src/figure/good.ts': type('../kernels/contract.ts') + `import 'd3-scale';\n`,
    'src/app/Good.svelte': component('../methods/list.weights.generated.ts'),
    'src/kit/good.ts': value('../client/leaf.ts'),
    'src/views/weights/good.ts': value('../../kit/leaf.ts') + `import '../../figure/leaf.ts';\n`,
    'src/views/weights/other.ts': value('../../domains/weights/leaf.ts'),
    'src/views/all.generated.ts': value('./weights/leaf.ts'),
    'src/embed/good.ts': value('../views/all.generated.ts') + `import '../views/files.ts';\n`,
    'src/app/good.ts': value('../views/any.ts'),
    'src/lib/weights.ts': value('../domains/weights/leaf.ts'),
    'src/cli/weights/good.ts': value('../../domains/weights/leaf.ts'),
    'src/cli/draw.ts': value('../views/files.ts') + `import '../figure/export/leaf.ts';\n`,
    'src/cli/good.ts': value('../model/leaf.ts') + `import 'node:fs';\n`,
    'tests/good.ts': value('../src/app/leaf.ts'),
  });
  expect(lines).toEqual([]);
  expect(code).toBe(0);
});

test('refuses everything else, by rule and by file', () => {
  const { code, lines } = layers({
    'src/core/a.ts': value('../model/leaf.ts'),
    'src/kernels/a.ts': value('../methods/attention/leaf.ts'),
    'src/methods/attention/a.ts': value('../../kernels/ts.ts'),
    'src/methods/attention/b.ts': type('../../model/leaf.ts'),
    'src/methods/attention/c.ts': value('./leaf.ts'),
    'src/methods/attention/d.ts': value('./big/facts.ts'),
    'src/methods/attention/big/facts.ts': LEAF,
    'src/methods/attention/_shared/e.ts': value('../leaf.ts'),
    'src/model/a.ts': value('../methods/attention/leaf.ts'),
    'src/domains/a.ts': type('../../workers/api.ts'),
    'src/domains/b.ts': `import 'svelte';\n`,
    'workers/a.ts': value('../src/client/leaf.ts'),
    'src/client/a.ts': value('../figure/leaf.ts'),
    'src/client/b.ts': value('../../workers/api.ts'),
    'src/figure/A.svelte': component('../app/leaf.ts'),
    'src/figure/B.svelte': component('../methods/attention/leaf.ts'),
    'src/app/B.svelte': component('../methods/catalogue.generated.ts'),
    'src/methods/catalogue.generated.ts': LEAF,
    'src/client/c.ts': value('../kit/leaf.ts'),
    'src/kit/a.ts': type('../views/any.ts'),
    'src/kit/b.ts': type('../domains/weights/leaf.ts'),
    'src/views/weights/a.ts': value('../../embed/leaf.ts'),
    'src/embed/leaf.ts': LEAF,
    'src/views/weights/b.ts': type('../../domains/attention/leaf.ts'),
    'src/domains/weights/a.ts': value('../attention/leaf.ts'),
    'src/embed/a.ts': value('../views/any.ts'),
    'src/app/a.ts': value('../views/weights/leaf.ts'),
    'workers/b.ts': value('../src/domains/attention/leaf.ts'),
    'src/lib/a.ts': value('../figure/leaf.ts'),
    'src/figure/c.ts': `import 'comlink';\n`,
    'src/controls/A.svelte': component('../figure/leaf.ts'),
    'src/lessons/a.ts': value('../app/leaf.ts'),
    'src/cli/a.ts': value('../client/leaf.ts'),
    'src/core/b.ts': `import 'node:fs';\n`,
    'src/core/c.ts': `import 'vitest';\n`,
    'src/core/d.ts': `import './nowhere.ts';\n`,
    'src/core/e.ts': `import { f } from './f.ts';\nexport const e = f;\n`,
    'src/core/f.ts': `import { e } from './e.ts';\nexport const f = e;\n`,
    'src/core/g.ts': value('../../tests/leaf.ts'),
    'tests/leaf.ts': LEAF,
  });
  const offences = new Set(lines.map((line) => line.split(' → ')[0]));
  for (const offence of [
    'core-imports-no-layer-above: src/core/a.ts',
    'kernels-import-core: src/kernels/a.ts',
    'methods-import-core-and-contract: src/methods/attention/a.ts',
    'methods-import-core-and-contract: src/methods/attention/b.ts',
    'methods-import-no-other-method: src/methods/attention/c.ts',
    'methods-import-no-other-method: src/methods/attention/d.ts',
    'methods-import-no-other-method: src/methods/attention/_shared/e.ts',
    'model-imports-core-and-kernels: src/model/a.ts',
    'domains-imports-no-layer-above: src/domains/a.ts',
    'compute-knows-no-view: src/domains/b.ts',
    'workers-imports-no-layer-above: workers/a.ts',
    'client-imports-no-layer-above: src/client/a.ts',
    'page-imports-worker-types: src/client/b.ts',
    'figure-imports-no-layer-above: src/figure/A.svelte',
    'page-loads-no-algorithm: src/figure/B.svelte',
    'page-loads-no-algorithm: src/app/B.svelte',
    'client-imports-no-layer-above: src/client/c.ts',
    'kit-imports-no-layer-above: src/kit/a.ts',
    'shared-files-import-no-domain: src/kit/b.ts',
    'views-imports-no-layer-above: src/views/weights/a.ts',
    'domains-import-no-other-domain: src/views/weights/b.ts',
    'domains-import-no-other-domain: src/domains/weights/a.ts',
    'embed-imports-views-by-list: src/embed/a.ts',
    'shared-files-import-no-domain: src/app/a.ts',
    'shared-files-import-no-domain: workers/b.ts',
    'library-imports-compute: src/lib/a.ts',
    'comlink-in-client-and-workers: src/figure/c.ts',
    'controls-import-core: src/controls/A.svelte',
    'nothing-imports-app: src/lessons/a.ts',
    'cli-imports-compute: src/cli/a.ts',
    'node-in-cli-only: src/core/b.ts',
    'src-uses-no-dev-dependency: src/core/c.ts',
    'everything-resolves: src/core/d.ts',
    'no-cycles: src/core/e.ts',
    'core-imports-no-layer-above: src/core/g.ts',
  ]) {
    expect(offences).toContain(offence);
  }
  expect(code).toBe(1);
});

test('refuses ids of domains in shared files', () => {
  const { code, lines } = layers({
    'src/domains/weights/card.ts': `export const id = 'weights';\n`,
    'src/domains/tokens/card.ts': `export const id = 'tokens';\n`,
    'src/core/a.ts': `export const a = [\n  'weights', // weights\n];\n`,
    'src/kit/A.svelte': '{#if id === "weights"}yes{/if}\n',
    'tools/a.ts': 'export const a = { domain: `tokens` };\n',
    // Free: parts of texts, comments, words of the field, and a domain's own files.
    'src/core/b.ts': `// 'weights'\nexport const b = ['the weights', 'weights.html', 'tokens'];\n`,
    'src/lib/weights.ts': `export const id = 'weights';\n`,
    'src/views/all.generated.ts': `export const ids = ['weights', 'tokens'];\n`,
  });
  const named = lines.filter((line) => line.startsWith('shared-files-name-no-domain: '));
  expect(named.map((line) => line.replace(/^.*?: /, ''))).toEqual([
    'src/core/a.ts:2 → weights',
    'src/kit/A.svelte:1 → weights',
    'tools/a.ts:1 → tokens',
  ]);
  expect(code).toBe(1);
});

test('is not content with a graph in which nothing imports anything', () => {
  const { code, lines } = layers({});
  expect(lines).toEqual([
    `no imports found in any of ${LEAVES.length - 1} .ts files: are they parsed?`,
  ]);
  expect(code).toBe(1);
});
