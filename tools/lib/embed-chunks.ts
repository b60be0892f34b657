// Which modules of a figure on another page travel in one file. Few files ask for few round trips and
// pack best; what no first picture needs is kept out of them.
import { join } from 'node:path';
import type { Rolldown } from 'vite';

/** The part of the bundler's context that tells what imports what. */
export interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** Parts of Svelte that nothing needs before the first picture. */
const LATE = /\/svelte\/.*\/(bindings\/(select|input)|blocks\/await)\.js$/;
const SVELTE = /\/node_modules\/(svelte|clsx|esm-env)\//;

/** `folder` is that of all sources; how figures of a domain look is loaded with the first of them. */
export function splitting(
  folder: string,
  domains: readonly string[],
): Rolldown.CodeSplittingOptions {
  const figures = domains.map((domain) => join(folder, 'views', domain, 'figure.ts'));
  const element = join(folder, 'embed/element.ts');
  const player = join(folder, 'embed/player.svelte.ts');
  let start: ReadonlySet<string> | undefined;
  const name = (id: string, modules: Modules): string | null => {
    start ??= startOf({ element, player, figures }, modules);
    return start.has(id) ? 'player.svelte' : null;
  };
  return {
    includeDependenciesRecursively: false,
    groups: [{ name: 'late', test: LATE }, { name: 'svelte', test: SVELTE }, { name }],
  };
}

interface Entries {
  readonly element: string;
  readonly player: string;
  readonly figures: readonly string[];
}

/** What the player imports and what the figures of all domains have in common, less what the element has brought. */
export function startOf(
  { element, player, figures }: Entries,
  modules: Modules,
): ReadonlySet<string> {
  const ofFigures = figures.map((figure) => importsOf(figure, modules));
  const [first = new Set<string>(), ...others] = ofFigures;
  const shared = [...first].filter((id) => others.every((figure) => figure.has(id)));
  const there = importsOf(element, modules);
  return new Set([...importsOf(player, modules), ...shared].filter((id) => !there.has(id)));
}

/** A module and its static imports, near and far. */
function importsOf(entry: string, modules: Modules): ReadonlySet<string> {
  const seen = new Set([entry]);
  for (const id of seen) {
    for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) seen.add(imported);
  }
  return seen;
}
