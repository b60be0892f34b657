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

/** `folder` is that of the element, the player and, by the names of their `domains`, the sides. */
export function splitting(
  folder: string,
  domains: readonly string[],
): Rolldown.CodeSplittingOptions {
  const sides = domains.map((domain) => join(folder, domain, 'side.ts'));
  const [element, player] = [join(folder, 'element.ts'), join(folder, 'player.svelte.ts')];
  let start: ReadonlySet<string> | undefined;
  const name = (id: string, modules: Modules): string | null => {
    start ??= startOf({ element, player, sides }, modules);
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
  readonly sides: readonly string[];
}

/** What the player imports and what all sides have in common, less what the element has brought. */
export function startOf(
  { element, player, sides }: Entries,
  modules: Modules,
): ReadonlySet<string> {
  const ofSides = sides.map((side) => importsOf(side, modules));
  const shared = [...(ofSides[0] ?? [])].filter((id) => ofSides.every((side) => side.has(id)));
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
