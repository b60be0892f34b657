// Starts a new method: `npm run new-method -- <domain> <id>`. Writes a working stand-in to replace
// and puts it into the catalogue. `--root <folder>` works on another tree.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { domainIds, ID_PATTERN } from './catalogue/domains.ts';
import { ROOT, run } from './lib/process.ts';

const USAGE = 'usage: npm run new-method -- <domain> <id>, e.g. attention my-method';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { root: { type: 'string' } },
});
const root = values.root ?? ROOT;
const [domain, id, ...rest] = positionals;

if (!domain || !id || rest.length > 0) stop(USAGE);
const templates = domainIds.filter((name) => existsSync(templateOf(name)));
if (!templates.some((name) => name === domain)) {
  stop(`there is no domain “${domain}” to add methods to; there is ${templates.join(', ')}`);
}
if (!ID_PATTERN.test(id)) {
  stop(
    `“${id}” cannot be an id: use lower-case letters, digits and single hyphens, e.g. my-method`,
  );
}
const path = `src/methods/${domain}/${id}.ts`;
const file = join(root, path);
for (const taken of [path, path.slice(0, -'.ts'.length)]) {
  if (existsSync(join(root, taken))) {
    stop(`${taken} exists already: choose another id, or edit what is there`);
  }
}

const text = readFileSync(templateOf(domain), 'utf8')
  .replaceAll('__ID__', id)
  .replaceAll('__NAME__', nameOf(id));
mkdirSync(dirname(file), { recursive: true });
const filepath = join(ROOT, path);
writeFileSync(file, await format(text, { ...(await resolveConfig(filepath)), filepath }));
console.log(`wrote ${path}`);

const { code } = await run(`tsx tools/catalogue.ts --root "${root}"`, { stream: true });
console.log(`next: replace what says REPLACE, then \`npx vitest run --project unit -t ${id}\``);
process.exitCode = code;

function templateOf(name: string): string {
  return join(import.meta.dirname, 'new-method', `${name}.template.txt`);
}

/** 'my-method' → 'My method'. */
function nameOf(words: string): string {
  return (words.charAt(0).toUpperCase() + words.slice(1)).replaceAll('-', ' ');
}

function stop(message: string): never {
  console.error(message);
  process.exit(2);
}
