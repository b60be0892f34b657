// Finds the method files and loads them. A file directly under `src/methods/<domain>/` is a method,
// unless its name starts with `_`; deeper folders hold what methods share.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DomainId, MethodInfo } from '../../src/core/method.ts';
import type { ParamRecord } from '../../src/core/params.ts';
import { domainIds } from './domains.ts';

/** A method as the tools see it, in any domain. */
export interface AnyMethod extends MethodInfo {
  atBudget(budget: number, shape: object): Partial<ParamRecord>;
}

export interface MethodFile {
  readonly domain: DomainId;
  /** File name without `.ts`. */
  readonly id: string;
  /** Path below the root, with forward slashes. */
  readonly path: string;
}

export interface LoadedMethod extends MethodFile {
  /** Whatever the file exports as default; not checked yet. */
  readonly exported: unknown;
}

export function findMethodFiles(root: string): MethodFile[] {
  return domainIds.flatMap((domain) => {
    const folder = join(root, 'src/methods', domain);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /^[^_].*(?<!\.d)\.ts$/.test(entry.name))
      .map((entry) => entry.name.slice(0, -'.ts'.length))
      .sort()
      .map((id) => ({ domain, id, path: `src/methods/${domain}/${id}.ts` }));
  });
}

export async function loadMethods(root: string): Promise<LoadedMethod[]> {
  return Promise.all(
    findMethodFiles(root).map(async (file) => {
      const url = pathToFileURL(join(root, file.path)).href;
      const module = (await import(/* @vite-ignore */ url)) as { default?: unknown };
      return { ...file, exported: module.default };
    }),
  );
}
