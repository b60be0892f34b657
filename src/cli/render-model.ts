// The model that a rendered figure is of: the one that comes with the package, or a folder of one's own.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '../core/result.ts';
import { tableOf, type Assets } from '../domains/attention/tables.ts';
import type { Kernels } from '../kernels/contract.ts';
import { CONFIG, openModel, TOKENIZER, WEIGHTS, type Model } from '../model/folder.ts';
import { foldersOf } from './package-root.ts';

/** `given`, or the folder `models/<name>` beside this program, in its build or its sources. */
export function folderOf(name: string, given: string | null, here: string): string {
  const beside = ['models', 'dist/models', 'public/models'];
  const places =
    given === null
      ? foldersOf(here).flatMap((at) => beside.map((folder) => join(at, folder, name)))
      : [given];
  const found = places.find((folder) =>
    [CONFIG, TOKENIZER, WEIGHTS].every((file) => existsSync(join(folder, file))),
  );
  if (found !== undefined) return found;
  const where = given === null ? `“${name}” does not come with this program` : `none in “${given}”`;
  throw new ExpectedError('model', `no model: ${where}; name a folder with --model`);
}

export function openFolder(folder: string, kernels: Kernels): Model {
  const files = [CONFIG, TOKENIZER, WEIGHTS].map(
    (name) => [name, bytesOf(join(folder, name))] as const,
  );
  return openModel(new Map(files), kernels);
}

/** Tables that a method needs beside the model. */
export function assetsOf(folder: string, names: readonly string[]): Assets {
  return new Map(
    names.map((name) => {
      const file = join(folder, `${name}.safetensors`);
      if (existsSync(file)) return [name, tableOf(bytesOf(file))] as const;
      const what = `this method needs the table “${name}”, which is not in “${folder}”`;
      throw new ExpectedError('method', what);
    }),
  );
}

function bytesOf(file: string): ArrayBuffer {
  return new Uint8Array(readFileSync(file)).buffer;
}
