// The model and its tables from the files of the repository.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableOf, type Assets } from '../../src/domains/attention/tables.ts';
import type { Kernels } from '../../src/kernels/contract.ts';
import { CONFIG, openModel, TOKENIZER, WEIGHTS, type Model } from '../../src/model/folder.ts';

/** Whether there is a model to bake from. */
export function hasModel(folder: string): boolean {
  return [CONFIG, TOKENIZER, WEIGHTS].every((name) => existsSync(join(folder, name)));
}

export function readModel(folder: string, kernels: Kernels): Model {
  const files = [CONFIG, TOKENIZER, WEIGHTS].map(
    (name) => [name, readBuffer(join(folder, name))] as const,
  );
  return openModel(new Map(files), kernels);
}

/** The named tables beside the model; null where one is not there. */
export function readTables(folder: string, names: readonly string[]): Assets | null {
  const files = names.map((name) => [name, join(folder, `${name}.safetensors`)] as const);
  if (!files.every(([, file]) => existsSync(file))) return null;
  return new Map(files.map(([name, file]) => [name, tableOf(readBuffer(file))]));
}

function readBuffer(file: string): ArrayBuffer {
  return new Uint8Array(readFileSync(file)).buffer;
}
