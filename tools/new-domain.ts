// Starts a new domain: `npm run new-domain -- <id>`. Writes a toy that works, in a folder each of methods,
// domains and views, and puts it into the lists. `--root <folder>` works on another tree.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DOMAIN_PATTERN, findDomains } from './catalogue/domains.ts';
import { ROOT, run } from './lib/process.ts';
import { nameOf, stop, taken, writeFrom } from './lib/scaffold.ts';

const METHOD = 'top-k';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { root: { type: 'string' } },
});
const root = values.root ?? ROOT;
const [id, ...rest] = positionals;
if (!id || rest.length > 0) stop('usage: npm run new-domain -- <id>, e.g. routing');
if (!DOMAIN_PATTERN.test(id)) stop(`“${id}” cannot be a domain: use lower-case letters alone`);

const folders = ['methods', 'domains', 'views'].map((realm) => `src/${realm}/${id}`);
const there = taken(root, [...folders, `src/methods/${id}.ts`]);
if (there !== undefined) stop(`${there} exists already: choose another id, or edit what is there`);

const orders = (await findDomains(root)).map(({ card }) => card.order);
const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'new-domain', `${name}.txt`), 'utf8');
const own = {
  ID: id,
  TITLE: nameOf(id),
  METHOD,
  ORDER: String(Math.max(-1, ...orders) + 1),
};
/** Of a method's template the domain is known already. */
const method = read('method').replaceAll('__DOMAIN__', id);
const write = (template: string, path: string, names: Readonly<Record<string, string>> = own) =>
  writeFrom(template, { root, path }, names);

await write(read('contract'), `src/methods/${id}.ts`);
await write(method, `src/methods/${id}/_template.txt`, {});
await write(method, `src/methods/${id}/${METHOD}.ts`, { ID: METHOD, NAME: nameOf(METHOD) });
for (const part of ['card', 'types', 'compute']) {
  await write(read(part), `src/domains/${id}/${part}.ts`);
}
for (const part of ['files', 'words', 'methods', 'figure', 'numbers', 'view', 'compare', 'share']) {
  await write(read(part), `src/views/${id}/${part}.ts`);
}
await write(read('map'), `src/views/${id}/Map.svelte`);

const { code } = await run(`tsx tools/catalogue.ts --root "${root}"`, { stream: true });
console.log(`next: replace what says REPLACE; more methods: npm run new-method -- ${id} <name>`);
process.exitCode = code;
