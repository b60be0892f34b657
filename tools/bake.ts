// Bakes what pages show without the model into public/snapshots: heads of the model on a few texts, the
// matrices of a block, and pictures of every method. Runs again only when something that they are made
// from has changed.
// `--root <folder>` works on another tree, `--force` bakes in any case.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SnapshotIndex } from '../src/client/snapshots.ts';
import { encodePng } from '../src/core/png.ts';
import { DEFAULT_SPEC } from '../src/core/spec.ts';
import { readSnapshot } from '../src/domains/attention/snapshot.ts';
import { loadKernels } from '../src/kernels/index.ts';
import { attentionPortraits } from './bake/attention.ts';
import { bakeHeads } from './bake/heads.ts';
import { hashInputs } from './bake/inputs.ts';
import { bakeMatrices } from './bake/matrices.ts';
import { hasModel, readModel } from './bake/model.ts';
import type { Picture } from './bake/portrait.ts';
import { weightPortraits } from './bake/weights.ts';
import { inSeconds, ROOT } from './lib/process.ts';

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
  console.log('bake: heads of the model on every text of the site');
  const kernels = await loadKernels();
  const model = readModel(join(root, folder), kernels);
  const heads = await bakeHeads(out, name, model);
  console.log('bake: the weight matrices of one block');
  const matrices = await bakeMatrices(out, name, model);
  const first = readFileSync(join(out, heads[0]!.file));
  const { head } = readSnapshot(new Uint8Array(first).buffer, kernels);
  const methods: Record<string, object> = {};
  // Every domain with portraits of its methods stands here.
  const domains = [
    attentionPortraits(head, kernels, join(root, folder)),
    weightPortraits(join(root, folder), kernels),
  ];
  console.log('bake: every method at work, as pictures and posters');
  for (const portraits of domains) {
    for await (const each of portraits) {
      if ('reason' in each) {
        console.log(`bake: no picture of ${each.id}: ${each.reason}`);
        continue;
      }
      writePicture(`${each.id}-light`, each.thumb('light'));
      writePicture(`${each.id}-dark`, each.thumb('dark'));
      if (each.social) writePicture(each.id, each.social());
      for (const theme of ['light', 'dark'] as const) {
        write(`methods/${each.id}-${theme}.svg`, (await each.poster(theme)) ?? '');
      }
      methods[each.id] = each.measured;
    }
  }
  write('methods.json', JSON.stringify({ methods }));
  write('index.json', JSON.stringify({ inputs, snapshots: [...heads, ...matrices] }));
  rmSync(target, { recursive: true, force: true });
  renameSync(out, target);
  const seconds = inSeconds((performance.now() - started) / 1000);
  console.log(
    `bake: ${heads.length} heads, ${matrices.length} matrices, ${Object.keys(methods).length} methods in ${seconds}`,
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

function writePicture(picture: string, { words, width, height }: Picture): void {
  write(`methods/${picture}.png`, encodePng(words, width, height));
}

function write(path: string, data: string | Uint8Array): void {
  writeFileSync(join(out, path), data);
}
