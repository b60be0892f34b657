// Whether anything has changed that a domain's baked files are made from: one hash over the modules that its
// bake reaches by imports, the kernels and the model. What another domain alone needs is not among them.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { hashFiles } from '../lib/tree.ts';

/** Imports and re-exports of relative modules, but not of types alone. */
const IMPORT =
  /(?:^|[;\n}])\s*(?:import|export)\s+(?!type\b)(?:[^'"`;]*?\sfrom\s*)?['"](\.[^'"]+\.ts)['"]|\bimport\(\s*['"](\.[^'"]+\.ts)['"]\s*\)/g;

/** What is read but not imported: the kernels' binaries, and built-in texts. */
const READ = ['src/kernels/wasm/build', 'src/model/samples'];

export interface Inputs {
  /** Where the program's sources lie. */
  readonly sources: string;
  /** Of the modules that do the work, from the sources' root. */
  readonly entries: readonly string[];
  readonly domain: string;
  /** Ids of all domains. */
  readonly domains: readonly string[];
}

/** Hash of a domain's inputs. `besides`: marks of what else it reads, as its model. */
export function hashInputs(
  { sources, entries, domain, domains }: Inputs,
  besides: readonly string[],
): string {
  const others = domains.filter((each) => each !== domain);
  const modules = modulesOf(sources, entries, others);
  return [hashFiles(sources, [...modules, ...READ]), ...besides].join(' ');
}

/**
 * All modules that the entries reach. Lists of all domains (`*.generated.ts`) are not followed to `others`,
 * and count only by what is reached through them.
 */
export function modulesOf(
  root: string,
  entries: readonly string[],
  others: readonly string[],
): string[] {
  const seen = new Set<string>();
  const waiting = entries.filter((entry) => existsSync(join(root, entry)));
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const list = path.endsWith('.generated.ts');
    for (const [, first, second] of readFileSync(join(root, path), 'utf8').matchAll(IMPORT)) {
      const to = posix.join(dirname(path).replaceAll('\\', '/'), first ?? second ?? '');
      if (list && others.some((other) => isOf(to, other))) continue;
      if (existsSync(join(root, to))) waiting.push(to);
    }
  }
  return [...seen].filter((path) => !isList(path)).sort();
}

/** A list of one domain (`catalogue.<domain>.generated.ts`) holds content of its own. */
function isList(path: string): boolean {
  return /\/[a-z]+\.generated\.ts$/.test(path) && !path.includes('/details/');
}

/** `domains/<domain>/…`, `methods/<domain>/…`, `views/<domain>/…`, `catalogue.<domain>.generated.ts`, … */
function isOf(path: string, domain: string): boolean {
  return path.split(/[/.]/).includes(domain);
}
