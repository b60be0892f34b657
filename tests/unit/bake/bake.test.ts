// The whole bake, run as the build runs it, on a tiny random model.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { SnapshotIndex } from '../../../src/client/snapshots.ts';
import { usualOf } from '../../../src/core/card.ts';
import { card as attention } from '../../../src/domains/attention/card.ts';
import { readSnapshot } from '../../../src/domains/attention/snapshot.ts';
import { card as weights } from '../../../src/domains/weights/card.ts';
import { readWeightPart } from '../../../src/domains/weights/snapshot.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import { loadersOf } from '../../../src/methods/load.generated.ts';
import { MATRICES } from '../../../src/methods/weights.ts';
import { SAMPLES } from '../../../src/model/samples.ts';
import { tinyFolder } from '../model/tiny.ts';
import { scratch, tool } from '../tools/scratch.ts';

vi.setConfig({ testTimeout: 180_000 }); // each test starts programs

const usual = usualOf(attention);

/** A tree with a model that has room for the texts and for the default figure’s head. */
function treeWithModel(): string {
  const root = scratch();
  const folder = join(root, 'public/models', usual.model);
  mkdirSync(folder, { recursive: true });
  const size = { num_hidden_layers: 4, num_key_value_heads: 4, max_position_embeddings: 512 };
  for (const [name, bytes] of tinyFolder(size)) {
    writeFileSync(join(folder, name), new Uint8Array(bytes));
  }
  return root;
}

test('writes snapshots and pictures once, of the domains asked for, and again when the model has changed', async () => {
  const root = treeWithModel();
  const out = join(root, 'public/snapshots');
  const first = tool('bake', '--root', root);
  expect(first).toMatchObject({ code: 0, err: '' });

  const { snapshots } = JSON.parse(readFileSync(join(out, 'index.json'), 'utf8')) as SnapshotIndex;
  expect(snapshots[0]).toMatchObject({
    ...{ domain: 'attention', kind: 'head', name: 'tale-needle', offered: true },
    ...{ subject: usual.subject, about: { role: null } },
  });
  expect(new Set(snapshots.map(({ name }) => name)).size).toBe(1 + SAMPLES.length);
  const heads = snapshots.filter((each) => each.domain === 'attention');
  for (const { file, subject, tokens } of heads) {
    const bytes = new Uint8Array(readFileSync(join(out, file))).buffer;
    const snapshot = readSnapshot(bytes, typescriptKernels);
    expect(snapshot.head).toMatchObject({ ...subject, n: tokens });
    expect(snapshot.exact).toBe(file === snapshots[0]?.file);
  }
  const matrices = snapshots.filter((each) => each.domain === 'weights');
  expect(matrices[0]!.subject).toEqual(usualOf(weights).subject); // the usual figure's first
  expect(matrices.map(({ subject }) => subject['matrix']).sort()).toEqual([...MATRICES].sort());
  for (const { file, subject, about, needs = [], parts = {} } of matrices) {
    const kinds = [file, ...needs, ...Object.values(parts).flat()].map((name) => {
      const part = readWeightPart(new Uint8Array(readFileSync(join(out, name))).buffer);
      if (name === file) expect(part).toMatchObject({ name: subject['matrix'], weight: about });
      return part.kind;
    });
    expect(new Set(kinds)).toEqual(new Set(['matrix', 'inlet', 'hessian']));
  }

  // Methods whose tables this model does not have are named, all others have three pictures and their
  // figure as SVG in both themes.
  const pictures = readdirSync(join(out, 'methods'));
  const postersOf = (id: string): string[] =>
    ['light', 'dark'].map((theme) =>
      readFileSync(join(out, 'methods', `${id}-${theme}.svg`), 'utf8'),
    );
  for (const [id, load] of Object.entries(loadersOf.attention)) {
    const own = pictures.filter((name) => new RegExp(`^${id}(-light|-dark)?\\.png$`).test(name));
    if ((await load()).default.assets) expect(first.out).toContain(`no picture of ${id}:`);
    else {
      expect(own).toHaveLength(3);
      const [light = '', dark = ''] = postersOf(id);
      expect(light).toMatch(/^<svg [^]+ keeps [\d.]+ % of the causal pairs[^]+<\/svg>$/);
      expect(light).toContain('href="data:image/png;base64,');
      expect(light).not.toBe(dark);
    }
  }
  for (const id of Object.keys(loadersOf.weights)) {
    const own = ['', '-light', '-dark'].map((kind) => `${id}${kind}.png`);
    expect(pictures).toEqual(expect.arrayContaining(own));
    expect(postersOf(id)[0]).toMatch(/^<svg [^]+>output feature<[^]+<\/svg>$/);
  }
  const maps = pictures.filter((name) =>
    Object.hasOwn(loadersOf.attention, name.split('.')[0] ?? ''),
  );
  expect(new Set(maps.map((name) => markOf(join(out, 'methods', name)))).size).toBeGreaterThan(
    maps.length * 0.8,
  );

  const { methods } = JSON.parse(readFileSync(join(out, 'methods.json'), 'utf8')) as {
    methods: Record<string, Record<string, { sparsity: number }>>;
  };
  expect(methods['weights']?.['magnitude']?.sparsity).toBeCloseTo(0.5, 2);
  expect(methods['attention']?.['dense']?.sparsity).toBe(0);

  expect(tool('bake', '--root', root)).toMatchObject({ code: 0, out: 'bake: up to date\n' });
  const leftover = join(out, 'weights/leftover.safetensors');
  writeFileSync(leftover, '');
  writeFileSync(join(root, 'public/models', usual.model, 'notes.txt'), 'changed');
  const again = tool('bake', '--root', root, 'weights').out;
  expect(again).toMatch(/bake: weights: \d+ snapshots, \d+ methods/);
  expect(again).not.toContain('attention');
  expect(existsSync(leftover)).toBe(false);
  const index = JSON.parse(readFileSync(join(out, 'index.json'), 'utf8')) as SnapshotIndex;
  expect(index.snapshots).toEqual(snapshots);
  expect(readdirSync(join(root, 'public')).sort()).toEqual(['models', 'snapshots']);
});

test('without a model there is nothing to bake, and no harm', () => {
  const root = scratch();
  const { code, out } = tool('bake', '--root', root);
  expect(code).toBe(0);
  expect(out).toContain('no model in public/models/atlas-3m');
  expect(existsSync(join(root, 'public/snapshots'))).toBe(false);
});

function markOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
