// Holds the built site to its budgets: what a visitor downloads, after gzip, in kB of 1,000 bytes.
// `--dist <folder>` measures another build.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { listings } from '../src/methods/list.generated.ts';
import { methodSlug } from '../src/methods/slug.ts';
import { growthTo } from './lib/list-growth.ts';
import { gzipped, scriptsOf, staticClosure } from './lib/modules.ts';
import { summaryLine } from './lib/counts.ts';
import { ROOT } from './lib/process.ts';

const PAGE_KB = 120;
const WORKER_KB = 30;
const MODEL_KB = 20;
const DOMAIN_KB = 25;
const WASM_KB = 20;
const EMBED_KB = 4;
const PLAYER_KB = 60;
/** Methods that pages have room for. */
const MANY = 120;

const { values } = parseArgs({ options: { dist: { type: 'string' } } });
const dist = values.dist ?? join(ROOT, 'dist');
if (!existsSync(join(dist, 'index.html'))) {
  console.error(`there is no build in ${dist}: run \`npm run build\` first`);
  process.exit(2);
}
const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).map((name) =>
  name.replaceAll('\\', '/'),
);
let passed = 0;
let failed = 0;

for (const page of files.filter((name) => /^[^/]+\.html$/.test(name))) {
  const scripts = scriptsOf(readFileSync(join(dist, page), 'utf8'));
  const loaded = staticClosure(scripts.map((src) => join(dist, src)));
  hold(`${page}, scripts it starts with`, loaded, PAGE_KB);
  const text = loaded.map((file) => readFileSync(file, 'utf8')).join('\n');
  const growth = growthTo(MANY, text, listings);
  if (growth > 0)
    holdSize(`${page} with a list of ${MANY} methods`, gzipped(loaded) + growth, PAGE_KB);
}

// A method's page starts with the scripts of its domain; the figure follows.
const work = matching(/^assets\/MethodWork-[^/]+\.js$/);
expectSome('figure on the pages of methods', work);
for (const domain of new Set(listings.map((listing) => listing.domain))) {
  const id = methodSlug(listings.find((listing) => listing.domain === domain)!);
  const page = `methods/${id}/index.html`;
  const scripts = files.includes(page) ? scriptsOf(readFileSync(join(dist, page), 'utf8')) : [];
  const start = scripts.map((src) => join(dist, dirname(page), src));
  const parts = matching(new RegExp(`^assets/${domain}-method-[^/]+\\.js$`));
  hold(`the page of ${id} with its figure`, staticClosure([...start, ...work, ...parts]), PAGE_KB);
}

const workers = matching(/^assets\/worker\/compute-[^/]+\.js$/);
const computing = matching(/^assets\/worker\/[a-z]+-domain-[^/]+\.js$/);
for (const worker of workers) {
  hold('worker without domains', staticClosure([worker]), WORKER_KB);
  for (const domain of computing) {
    const [name = ''] = basename(domain).split('-domain-');
    const methods = matching(new RegExp(`^assets/methods/${name}/.+\\.js$`));
    const largest = largestOf(methods.map((method) => staticClosure([worker, domain, method])));
    const what = `worker for a figure of ${name}, with the largest of ${methods.length} methods`;
    hold(what, largest, WORKER_KB + DOMAIN_KB);
  }
}
expectSome('domain in the worker', computing);
const model = matching(/^assets\/worker\/open-model-[^/]+\.js$/);
expectSome('reader of models', model);
for (const file of model) hold('what opens a model, loaded with the first', [file], MODEL_KB);
const wasm = matching(/\.wasm$/);
for (const file of wasm) hold(basename(file), [file], WASM_KB);

const embed = matching(/^embed\.js$/);
const player = matching(/^assets\/embed\/player\.[^/]+\.js$/);
hold('embed.js, what a page with figures loads at once', staticClosure(embed), EMBED_KB);
const figures = matching(/^assets\/embed\/[a-z]+-figure-[^/]+\.js$/);
for (const figure of figures) {
  const [domain = ''] = basename(figure).split('-figure-');
  const ids = listings.filter((listing) => listing.domain === domain).map(({ id }) => id);
  const details = matching(/^assets\/embed\/.+\.generated-[^/]+\.js$/).filter((file) =>
    ids.includes(basename(file).split('.generated-')[0]!),
  );
  expectSome(`details of methods of ${domain}`, details);
  const loaded = staticClosure([
    ...embed,
    ...player,
    figure,
    ...largestOf(details.map((file) => [file])),
  ]);
  hold(`a figure of ${domain} elsewhere, before its first picture`, loaded, PLAYER_KB);
}

expectSome('worker', workers);
expectSome('player', player);
expectSome('domain of figures elsewhere', figures);
expectSome('method chunk', matching(/^assets\/methods\/.+\.js$/));
expectSome('WebAssembly module', wasm);

console.log(`\n${summaryLine({ passed, failed })}`);
process.exitCode = failed > 0 ? 1 : 0;

function matching(pattern: RegExp): string[] {
  return files.filter((name) => pattern.test(name)).map((name) => join(dist, name));
}

function hold(what: string, parts: readonly string[], budget: number): void {
  holdSize(what, parts.length > 0 ? gzipped(parts) : Infinity, budget);
}

function holdSize(what: string, bytes: number, budget: number): void {
  const size = bytes / 1000;
  const fits = size <= budget;
  if (fits) passed++;
  else failed++;
  console.log(`${fits ? '✓' : '✗'} ${size.toFixed(1).padStart(6)} of ${budget} kB  ${what}`);
}

/** Of groups of files; none where there are none. */
function largestOf(groups: readonly string[][]): string[] {
  return groups.reduce((a, b) => (gzipped(b) > gzipped(a) ? b : a), []);
}

/** A budget that measures nothing would always hold. */
function expectSome(what: string, found: readonly string[]): void {
  if (found.length > 0) return;
  failed++;
  console.log(`✗ no ${what} in the build`);
}
