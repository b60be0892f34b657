// Bakes what pages show without the model into public/snapshots: of every domain its snapshots, and pictures
// of every method. A domain is baked again only when something that its own files are made from has changed.
// `--root <folder>` has models and snapshots in another place, `--force` bakes in any case; words are ids of
// the domains to bake, all of them without any.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { hasModel } from '../src/cli/model-folder.ts';
import { version } from '../src/cli/version.ts';
import { usualOf, type Card } from '../src/core/card.ts';
import { cards } from '../src/domains/cards.generated.ts';
import { loadKernels } from '../src/kernels/index.ts';
import { bakeDomain, readsModel, type Baked } from './bake/domain.ts';
import { hashInputs } from './bake/inputs.ts';
import { inSeconds, ROOT } from './lib/process.ts';
import { hashFiles } from './lib/tree.ts';

/** What the last bake of a domain made, and from what. */
interface Part extends Baked {
  readonly inputs: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { root: { type: 'string' }, force: { type: 'boolean', default: false } },
});
const root = values.root ?? ROOT;
const target = join(root, 'public/snapshots');
const unknown = positionals.filter((id) => !cards.some((card) => card.id === id));
if (unknown.length > 0) {
  console.error(`bake: no domain “${unknown.join('”, “')}”; there is ${idsOf(cards).join(', ')}`);
  process.exit(2);
}
const wanted = cards.filter(({ id }) => positionals.length === 0 || positionals.includes(id));

const inputs = new Map(wanted.flatMap((card) => inputsOf(card) ?? []));
const stale = wanted.filter(({ id }) => {
  const now = inputs.get(id);
  return now !== undefined && (values.force || partOf(id)?.inputs !== now);
});
if (stale.length > 0) {
  const kernels = await loadKernels();
  for (const card of stale) await bake(card, kernels);
  writeIndex();
} else if (inputs.size > 0) console.log('bake: up to date');

/** By domain; null, and said, where the model that it reads is not there. */
function inputsOf(card: Card): [[string, string]] | null {
  const folder = modelOf(card);
  if (folder !== null && !hasModel(join(root, folder))) {
    console.log(
      `bake: no model in ${folder}, so no snapshots of ${card.id}: the site works, its first figure waits`,
    );
    return null;
  }
  const model = folder === null ? [] : [hashFiles(root, [folder])];
  const { id } = card;
  const entries = [
    ...['tools/bake.ts', `src/domains/${id}/compute.ts`],
    ...[`src/domains/${id}/bake.ts`, `src/views/${id}/files.ts`],
  ];
  const modules = { sources: ROOT, entries, domain: id, domains: idsOf(cards) };
  return [[id, hashInputs(modules, [version(), ...model])]]; // captions tell the version
}

async function bake(card: Card, kernels: Awaited<ReturnType<typeof loadKernels>>): Promise<void> {
  const { id } = card;
  const started = performance.now();
  console.log(`bake: ${id}, snapshots and pictures of its methods …`);
  const folder = modelOf(card);
  const made = new Map<string, string | Uint8Array>();
  const baked = await bakeDomain(card, {
    ...{ kernels, model: folder === null ? null : join(root, folder) },
    write: (file, data) => void made.set(file, data),
    say: (message) => console.log(`bake: ${message}`),
  });
  // All of it is there now: what was there goes, and the note of what it was made from comes last.
  for (const file of partOf(id)?.files ?? []) rmSync(join(target, file), { force: true });
  rmSync(join(target, partFile(id)), { force: true });
  for (const [file, data] of made) write(file, data);
  write(partFile(id), JSON.stringify({ inputs: inputs.get(id), ...baked }));
  const [snapshots, methods] = [baked.snapshots.length, Object.keys(baked.methods).length];
  const seconds = inSeconds((performance.now() - started) / 1000);
  console.log(`bake: ${id}: ${snapshots} snapshots, ${methods} methods in ${seconds}`);
}

/** What pages read: of all domains together. */
function writeIndex(): void {
  const parts = cards.flatMap(({ id }) => {
    const part = partOf(id);
    return part ? [{ id, ...part }] : [];
  });
  const methods = Object.fromEntries(parts.map((part) => [part.id, part.methods]));
  write('methods.json', JSON.stringify({ methods }));
  write('index.json', JSON.stringify({ snapshots: parts.flatMap((part) => part.snapshots) }));
  const named = parts.flatMap(({ id, files }) => [...files, partFile(id)]);
  removeOthers(new Set([...named, 'methods.json', 'index.json']));
}

/** Of domains that are gone, and of a bake that was stopped. */
function removeOthers(named: ReadonlySet<string>): void {
  for (const entry of readdirSync(target, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    if (!named.has(relative(target, file).replaceAll('\\', '/'))) rmSync(file);
  }
}

function partOf(id: string): Part | null {
  const file = join(target, partFile(id));
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Part) : null;
}

function partFile(id: string): string {
  return `${id}/part.json`;
}

function modelOf(card: Card): string | null {
  return readsModel(card) ? `public/models/${usualOf(card).model}` : null;
}

function idsOf(all: readonly Card[]): string[] {
  return all.map(({ id }) => id);
}

function write(path: string, data: string | Uint8Array): void {
  const file = join(target, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, data);
}
