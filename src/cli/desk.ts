// What the command line lends a domain: the model of a folder, with the tables that lie beside it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '../core/result.ts';
import type { Assets } from '../domains/contract.ts';
import { plainDesk, type PlainDesk } from '../domains/desk.ts';
import { tableOf } from '../domains/tables.ts';
import type { Kernels } from '../kernels/contract.ts';
import { openModel } from '../model/folder.ts';
import { fileSource } from './file-source.ts';
import { hasModel, readFolder } from './model-folder.ts';
import { foldersOf } from './package-root.ts';

/** `given`, or the folder `models/<name>` beside this program, in its build or its sources. */
export function folderOf(name: string, given: string | null, here: string): string {
  const beside = ['models', 'dist/models', 'public/models'];
  const places =
    given === null
      ? foldersOf(here).flatMap((at) => beside.map((folder) => join(at, folder, name)))
      : [given];
  const found = places.find(hasModel);
  if (found !== undefined) return found;
  const where = given === null ? `“${name}” does not come with this program` : `none in “${given}”`;
  throw new ExpectedError('model', `no model: ${where}; name a folder with --model`);
}

/** A desk with the folder's model open under `name`. No figure of a file looks for needles. */
export function folderDesk(name: string, folder: string, kernels: Kernels): PlainDesk {
  const model = { name, ...openModel(readFolder(folder), kernels), needleCases: [] };
  return plainDesk({ kernels, model, tables: (names) => tablesOf(folder, names) });
}

/** Tables that a method needs beside the model. */
function tablesOf(folder: string, names: readonly string[]): Assets {
  return new Map(
    names.map((name) => {
      const file = join(folder, `${name}.safetensors`);
      if (existsSync(file)) return [name, tableOf(fileSource('method', file))] as const;
      const what = `this method needs the table “${name}”, which is not in “${folder}”`;
      throw new ExpectedError('method', what);
    }),
  );
}
