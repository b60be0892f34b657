// Bakes what pages show without the model into public/snapshots: heads of the model on a few texts, and
// pictures of every method. Runs again only when something that they are made from has changed.
// `--root <folder>` works on another tree, `--force` bakes in any case.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SnapshotIndex } from '../src/client/snapshots.ts';
import { encodePng } from '../src/core/png.ts';
import { DEFAULT_SPEC } from '../src/core/spec.ts';
import { readSnapshot } from '../src/domains/attention/snapshot.ts';
import { loadKernels } from '../src/kernels/index.ts';
import { loadersOf } from '../src/methods/load.generated.ts';
import { bakeHeads } from './bake/heads.ts';
import { hashInputs } from './bake/inputs.ts';
import { Stage } from './bake/methods.ts';
import { hasModel, readModel } from './bake/model.ts';
import { socialPicture } from './bake/social.ts';
import { inSeconds, ROOT } from './lib/process.ts';

/** Side of a method's small picture: two cells of the default figure a pixel. */
const THUMB = 256;
/** Budget of all pictures, so that methods can be compared. */
const BUDGET = DEFAULT_SPEC.budget ?? 0.2;

const { values } = parseArgs({
  options: { root: { type: 'string' }, force: { type: 'boolean', default: false } },
});
const root = values.root ?? ROOT;
const name = DEFAULT_SPEC.model;
const folder = `public/models/${name}`;
const target = join(root, 'public/snapshots');

if (!hasModel(join(root, folder))) {
  console.log(
    `bake: no model in ${folder}, so no snapshots: the site works, its first figure waits`,
  );
  process.exit();
}
const inputs = hashInputs(root, folder);
if (!values.force && known() === inputs) {
  console.log('bake: up to date');
  process.exit();
}

const started = performance.now();
const out = `${target}-${process.pid}`;
mkdirSync(join(out, 'methods'), { recursive: true });
try {
  const kernels = await loadKernels();
  const snapshots = await bakeHeads(root, out, name, readModel(join(root, folder), kernels));
  const first = readFileSync(join(out, snapshots[0]!.file));
  const { head } = readSnapshot(new Uint8Array(first).buffer, kernels);
  const stage = await Stage.open(head, kernels, join(root, folder));
  const methods: Record<string, object> = {};
  for (const [id, load] of Object.entries(loadersOf.attention)) {
    const scene = await stage.run((await load()).default, BUDGET);
    if (!scene) {
      console.log(`bake: no picture of ${id}: a table that it needs is not in ${folder}`);
      continue;
    }
    for (const theme of ['light', 'dark'] as const) {
      const { words } = scene.paint('kept', theme, THUMB);
      write(`methods/${id}-${theme}.png`, encodePng(words, THUMB, THUMB));
    }
    const { words, width, height } = socialPicture(scene);
    write(`methods/${id}.png`, encodePng(words, width, height));
    const { sparsity, recall, outputError } = scene.metrics;
    methods[id] = { sparsity, recall, outputError };
  }
  write('methods.json', JSON.stringify({ budget: BUDGET, methods }));
  write('index.json', JSON.stringify({ inputs, snapshots }));
  rmSync(target, { recursive: true, force: true });
  renameSync(out, target);
  const seconds = inSeconds((performance.now() - started) / 1000);
  console.log(
    `bake: ${snapshots.length} heads, ${Object.keys(methods).length} methods in ${seconds}`,
  );
} finally {
  rmSync(out, { recursive: true, force: true });
}

/** What the last bake was made from. */
function known(): string | null {
  const index = join(target, 'index.json');
  if (!existsSync(index)) return null;
  return (
    (JSON.parse(readFileSync(index, 'utf8')) as SnapshotIndex & { inputs?: string }).inputs ?? null
  );
}

function write(path: string, data: string | Uint8Array): void {
  writeFileSync(join(out, path), data);
}
