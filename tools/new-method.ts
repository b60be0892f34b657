// Starts a new method: `npm run new-method -- <domain> <id>`. Writes a working stand-in to replace, from the
// domain's own template, and puts it into the catalogue. `--root <folder>` works on another tree.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findDomains, ID_PATTERN } from './catalogue/domains.ts';
import { ROOT, run } from './lib/process.ts';
import { nameOf, stop, taken, writeFrom } from './lib/scaffold.ts';

const USAGE = 'usage: npm run new-method -- <domain> <id>, e.g. attention my-method';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { root: { type: 'string' } },
});
const root = values.root ?? ROOT;
const [domain, id, ...rest] = positionals;

if (!domain || !id || rest.length > 0) stop(USAGE);
const templateOf = (name: string): string => join(root, 'src/methods', name, '_template.txt');
const domains = (await findDomains(root))
  .map((each) => each.id)
  .filter((name) => existsSync(templateOf(name)));
if (!domains.includes(domain)) {
  stop(`there is no domain “${domain}” to add methods to; there is ${domains.join(', ')}`);
}
if (!ID_PATTERN.test(id)) {
  stop(
    `“${id}” cannot be an id: use lower-case letters, digits and single hyphens, e.g. my-method`,
  );
}
const path = `src/methods/${domain}/${id}.ts`;
const there = taken(root, [path, path.slice(0, -'.ts'.length)]);
if (there !== undefined) stop(`${there} exists already: choose another id, or edit what is there`);

const template = readFileSync(templateOf(domain), 'utf8');
await writeFrom(template, { root, path }, { ID: id, NAME: nameOf(id) });

const { code } = await run(`tsx tools/catalogue.ts --root "${root}"`, { stream: true });
console.log(`next: replace what says REPLACE, then \`npx vitest run --project unit -t ${id}\``);
process.exitCode = code;
