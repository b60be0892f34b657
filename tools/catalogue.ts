// Finds the domains and their methods, checks every method file and writes what is generated from them.
// With `--check` it writes nothing and fails where they are out of date. `--root <folder>` works on another tree.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { findUnknown, renderChecked } from './catalogue/checked.ts';
import { findDomains } from './catalogue/domains.ts';
import { renderEntries } from './catalogue/entries.ts';
import { renderModules } from './catalogue/modules.ts';
import { readOfficial } from './catalogue/official.ts';
import { readFindings, strayFindings } from './catalogue/findings.ts';
import { loadMethods, type AnyMethod } from './catalogue/read.ts';
import {
  DETAILS,
  inOrder,
  renderCatalogues,
  renderDetails,
  renderLoaders,
  renderReadme,
} from './catalogue/render.ts';
import { findProblems } from './catalogue/validate.ts';

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, root: { type: 'string' } },
});
const root = values.root ?? join(import.meta.dirname, '..');

const domains = await findDomains(root);
const loaded = await loadMethods(root, domains);
const official = readOfficial(root);
const findings = readFindings(root, domains);
const problems = [
  ...findProblems(loaded, domains),
  ...findUnknown(loaded, official),
  ...strayFindings(loaded, findings),
];
if (problems.length > 0) {
  for (const problem of problems) console.error(problem);
  console.error('catalogue: nothing was written');
  process.exit(1);
}

const methods = inOrder(loaded.map((file) => file.exported as AnyMethod));
const outputs: Record<string, string> = {
  ...(await renderCatalogues(methods, domains)),
  ...(await renderDetails(methods, domains, { official, findings })),
  ...(await renderChecked(methods, official)),
  ...(await renderModules(root, domains)),
  ...(await renderEntries(root, domains)),
  'src/methods/load.generated.ts': await renderLoaders(loaded, domains),
};
const readme = join(root, 'README.md');
if (existsSync(readme)) {
  outputs['README.md'] = await renderReadme(readFileSync(readme, 'utf8'), methods, domains);
}

const stale = Object.keys(outputs).filter((path) => {
  const file = join(root, path);
  return !existsSync(file) || readFileSync(file, 'utf8') !== outputs[path];
});
const surplus = filesOfDetails().filter((path) => !(path in outputs));
if (values.check) {
  for (const path of [...stale, ...surplus]) {
    console.error(`${path} is out of date: run \`npm run generate\``);
  }
  if (stale.length + surplus.length > 0) process.exit(1);
} else {
  for (const path of surplus) rmSync(join(root, path));
  for (const path of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), outputs[path] ?? '');
  }
}
console.log(
  `catalogue: ${methods.length} methods, ${values.check ? 'up to date' : `${stale.length} files written`}`,
);

/** Those of methods that are gone are among them. */
function filesOfDetails(): string[] {
  const folder = `src/methods/${DETAILS}`;
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts'));
}
