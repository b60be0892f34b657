// The whole bake, run as the build runs it, on a tiny random model.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { SnapshotIndex } from '../../../src/client/snapshots.ts';
import { DEFAULT_SPEC, DEFAULT_SPECS } from '../../../src/core/spec.ts';
import { readSnapshot } from '../../../src/domains/attention/snapshot.ts';
import { readWeightPart } from '../../../src/domains/weights/snapshot.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import { loadersOf } from '../../../src/methods/load.generated.ts';
import { MATRICES } from '../../../src/methods/weights.ts';
import { SUBJECTS } from '../../../tools/bake/subjects.ts';
import { tinyFolder } from '../model/tiny.ts';
import { scratch, tool, write } from '../tools/scratch.ts';

vi.setConfig({ testTimeout: 180_000 }); // each test starts programs

/** A tree with a model that has room for the texts and for the default figure’s head. */
function treeWithModel(): string {
  const root = scratch();
  const folder = join(root, 'public/models', DEFAULT_SPEC.model);
  mkdirSync(folder, { recursive: true });
  const size = { num_hidden_layers: 4, num_key_value_heads: 4, max_position_embeddings: 512 };
  for (const [name, bytes] of tinyFolder(size)) {
    writeFileSync(join(folder, name), new Uint8Array(bytes));
  }
  return root;
}

test('writes snapshots and pictures once, and again when a source has changed', async () => {
  const root = treeWithModel();
  const out = join(root, 'public/snapshots');
  const first = tool('bake', '--root', root);
  expect(first).toMatchObject({ code: 0, err: '' });

  const { snapshots } = JSON.parse(readFileSync(join(out, 'index.json'), 'utf8')) as SnapshotIndex;
  expect(snapshots[0]).toMatchObject({
    ...DEFAULT_SPEC.subject,
    role: null,
    subject: 'tale-needle',
  });
  expect(new Set(snapshots.map(({ subject }) => subject)).size).toBe(SUBJECTS.length);
  const heads = snapshots.filter((each) => each.domain === 'attention');
  for (const { file, layer, head, tokens } of heads) {
    const bytes = new Uint8Array(readFileSync(join(out, file))).buffer;
    const snapshot = readSnapshot(bytes, typescriptKernels);
    expect(snapshot.head).toMatchObject({ layer, head, n: tokens });
    expect(snapshot.exact).toBe(file === snapshots[0]?.file);
  }
  const matrices = snapshots.filter((each) => each.domain === 'weights');
  expect(matrices[0]!.matrix).toBe(DEFAULT_SPECS.weights.subject['matrix']);
  expect(matrices.map(({ matrix }) => matrix).sort()).toEqual([...MATRICES].sort()); // the default figure's first
  for (const { file, matrix, rows, cols, needs, parts } of matrices) {
    const kinds = [file, ...needs, ...Object.values(parts).flat()].map((name) => {
      const part = readWeightPart(new Uint8Array(readFileSync(join(out, name))).buffer);
      if (name === file) expect(part).toMatchObject({ name: matrix, weight: { rows, cols } });
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

  expect(tool('bake', '--root', root)).toMatchObject({ code: 0, out: 'bake: up to date\n' });
  write(root, { 'src/core/changed.ts': '' });
  expect(tool('bake', '--root', root).out).toMatch(/bake: \d+ heads, \d+ matrices, \d+ methods/);
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
