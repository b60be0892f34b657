// Finds the method files and loads them. What lies directly under `src/methods/<domain>/` is a method:
// a file `<id>.ts`, or a folder `<id>/` whose main file has its name. `_shared/` holds what several use.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MethodInfo } from '../../src/core/method.ts';
import type { ParamRecord } from '../../src/core/params.ts';
import type { Domain } from './domains.ts';

/** A method as the tools see it, in any domain. */
export interface AnyMethod extends MethodInfo {
  atBudget(budget: number, shape: object): Partial<ParamRecord>;
}

export interface MethodFile {
  readonly domain: string;
  /** Name of the file without `.ts`, or of the folder. */
  readonly id: string;
  /** The main file below the root, with forward slashes. */
  readonly path: string;
}

export interface LoadedMethod extends MethodFile {
  /** Whatever the file exports as default; not checked yet. */
  readonly exported: unknown;
  /** A folder without its main file. */
  readonly missing?: true;
}

/** A folder without its main file is listed too: it is a mistake, not a place for helpers. */
export function findMethodFiles(
  root: string,
  domains: readonly Pick<Domain, 'id'>[],
): MethodFile[] {
  return domains.flatMap(({ id: domain }) => {
    const folder = `src/methods/${domain}`;
    if (!existsSync(join(root, folder))) return [];
    return readdirSync(join(root, folder), { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('_') && !name.endsWith('.d.ts'))
      .flatMap((entry) => {
        if (entry.isDirectory())
          return [{ id: entry.name, file: `${entry.name}/${entry.name}.ts` }];
        return entry.name.endsWith('.ts')
          ? [{ id: entry.name.slice(0, -'.ts'.length), file: entry.name }]
          : [];
      })
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, file }) => ({ domain, id, path: `${folder}/${file}` }));
  });
}

export async function loadMethods(
  root: string,
  domains: readonly Pick<Domain, 'id'>[],
): Promise<LoadedMethod[]> {
  return Promise.all(
    findMethodFiles(root, domains).map(async (file): Promise<LoadedMethod> => {
      if (!existsSync(join(root, file.path)))
        return { ...file, exported: undefined, missing: true };
      const url = pathToFileURL(join(root, file.path)).href;
      const module = (await import(/* @vite-ignore */ url)) as { default?: unknown };
      return { ...file, exported: module.default };
    }),
  );
}
