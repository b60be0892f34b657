// What a domain's bake depends on: the modules that it reaches, and nothing of other domains.
import { expect, test } from 'vitest';
import { hashInputs, modulesOf } from '../../../tools/bake/inputs.ts';
import { scratch, write } from '../tools/scratch.ts';

const TREE = {
  'src/domains/one/compute.ts':
    "import { load } from '../../methods/load.generated.ts';\nimport type { T } from '../../core/types.ts';\nexport { a } from '../../core/a.ts';\n",
  'src/domains/one/bake.ts': "const late = () => import('./late.ts');\n",
  'src/domains/one/late.ts': '',
  'src/methods/load.generated.ts':
    "export const load = { one: () => import('./one/m.ts'), two: () => import('./two/m.ts') };\n",
  'src/methods/one/m.ts': "import {\n  b,\n} from '../../core/b.ts';\n",
  'src/methods/two/m.ts': '',
  'src/core/a.ts': '',
  'src/core/b.ts': '',
  'src/core/types.ts': '',
  'src/core/other.ts': '',
};
const entries = ['src/domains/one/compute.ts', 'src/domains/one/bake.ts', 'src/views/one/files.ts'];

test('follows imports, not those of types, and in lists of all domains only its own', () => {
  expect(modulesOf(scratch(TREE), entries, ['two'])).toEqual([
    ...['src/core/a.ts', 'src/core/b.ts', 'src/domains/one/bake.ts'],
    ...['src/domains/one/compute.ts', 'src/domains/one/late.ts', 'src/methods/one/m.ts'],
  ]);
});

test('only what it reaches, and the model, make a new bake', () => {
  const sources = scratch(TREE);
  const hash = (model = 'm'): string =>
    hashInputs({ sources, entries, domain: 'one', domains: ['one', 'two'] }, [model]);
  const before = hash();
  write(sources, { 'src/core/other.ts': '// changed', 'src/methods/two/m.ts': '// changed' });
  write(sources, { 'src/methods/load.generated.ts': `${TREE['src/methods/load.generated.ts']}\n` });
  expect(hash()).toBe(before);
  expect(hash('n')).not.toBe(before);
  write(sources, { 'src/core/b.ts': '// changed' });
  expect(hash()).not.toBe(before);
});
