// Checks who imports whom, and that shared files name no domain. Dependency-cruiser is content with an empty
// graph, so this also makes sure that every source file was seen, and that imports were found in all kinds
// of files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { domainIds, isShared, quotedIds } from './lib/domain-names.ts';

const FOLDERS = ['src', 'workers', 'tools', 'tests'];

interface Config {
  readonly forbidden: NonNullable<NonNullable<ICruiseOptions['ruleSet']>['forbidden']>;
  readonly options: ICruiseOptions & { enhancedResolveOptions: object };
}

const { values } = parseArgs({ options: { root: { type: 'string' } } });
const project = join(import.meta.dirname, '..');
const root = values.root ?? project;

const config = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as Config;
const { output } = await cruise(
  FOLDERS.filter((folder) => existsSync(join(root, folder))),
  { ...config.options, baseDir: root, validate: true, ruleSet: { forbidden: config.forbidden } },
  config.options.enhancedResolveOptions,
  { tsConfig: extractTSConfig(join(project, 'tsconfig.base.json')) as unknown },
);
const { modules, summary } = output as ICruiseResult;

/** `?raw` brings in a file's text, not what it does. */
const asText = new Set(
  modules.flatMap(({ source, dependencies }) =>
    dependencies
      .filter(({ module }) => module.endsWith('?raw'))
      .map(({ resolved }) => `${source} → ${resolved}`),
  ),
);
const problems = summary.violations
  .filter(({ from, to }) => !asText.has(`${from} → ${to}`))
  .map(
    ({ rule, from, to, cycle }) =>
      `${rule.name}: ${from} → ${cycle ? cycle.map(({ name }) => name).join(' → ') : to}`,
  );
const seen = new Map(modules.map((module) => [module.source, module.dependencies.length]));
for (const file of sourceFiles('src', 'workers')) {
  if (!seen.has(file)) problems.push(`not seen: ${file}`);
}
for (const ending of ['.ts', '.svelte']) {
  const files = [...seen].filter(([file]) => file.startsWith('src/') && file.endsWith(ending));
  if (files.length > 1 && files.every(([, imports]) => imports === 0)) {
    problems.push(`no imports found in any of ${files.length} ${ending} files: are they parsed?`);
  }
}

const ids = domainIds(root);
for (const file of sourceFiles('src', 'workers', 'tools').filter((path) => isShared(path, ids))) {
  for (const { line, id } of quotedIds(readFileSync(join(root, file), 'utf8'), ids)) {
    problems.push(`shared-files-name-no-domain: ${file}:${line} → ${id}`);
  }
}

for (const problem of problems) console.error(problem);
console.log(`layers: ${seen.size} modules, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** Every module of the folders that the rules do not leave out. */
function sourceFiles(...folders: readonly string[]): string[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (name) => `${folder}/${name.replaceAll('\\', '/')}`,
      ),
    )
    .filter((path) => /\.(ts|svelte)$/.test(path) && !/\/wasm\/(assembly|build)\//.test(path));
}
