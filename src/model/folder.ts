// A model folder as Hugging Face lays it out: config.json, tokenizer.json and model.safetensors, the
// last also in shards with an index. From files wherever they came from.
import type { ByteSource } from '../core/byte-source.ts';
import { ExpectedError } from '../core/result.ts';
import type { Kernels } from '../kernels/contract.ts';
import { readConfig } from './config.ts';
import { asObject, parseJson, quote } from './json.ts';
import { openLlama, type Llama } from './llama.ts';
import { mergeSources, readSafetensors } from './safetensors.ts';
import { Tokenizer } from './tokenizer.ts';

/** In memory, or on a disk, where only what is needed of it is read. */
export type ModelFile = ArrayBuffer | ByteSource;

/** File names of the folder, without a path, and their contents. */
export type ModelFiles = ReadonlyMap<string, ModelFile>;

export interface Model {
  readonly llama: Llama;
  readonly tokenizer: Tokenizer;
}

export const CONFIG = 'config.json';
export const TOKENIZER = 'tokenizer.json';
export const WEIGHTS = 'model.safetensors';
export const INDEX = 'model.safetensors.index.json';

/**
 * Opens a folder. Throws an ExpectedError that names the file and what is wrong with it: missing, cut
 * short, not supported, or files that do not belong together.
 */
export function openModel(files: ModelFiles, kernels: Kernels): Model {
  const config = readConfig(parseJson(need(files, CONFIG), CONFIG));
  const tokenizer = new Tokenizer(parseJson(need(files, TOKENIZER), TOKENIZER), config.vocabSize);
  const index = files.get(INDEX);
  const names = files.has(WEIGHTS) || !index ? [WEIGHTS] : shardsOf(index);
  const sources = names.map((name) => readSafetensors(need(files, name)));
  return { llama: openLlama(config, mergeSources(sources), kernels), tokenizer };
}

/** The weight files that an index names. Throws an ExpectedError where a name is not a plain file name. */
export function shardsOf(index: ModelFile): string[] {
  const { weight_map: map } = asObject(parseJson(index, INDEX), INDEX);
  const names = new Set(Object.values(asObject(map, `${INDEX}: weight_map`)));
  return [...names].map((name) => {
    if (typeof name === 'string' && /^[\w.-]+\.safetensors$/.test(name)) return name;
    throw new ExpectedError(
      INDEX,
      `${INDEX} names the file ${quote(name)}, expected x.safetensors`,
    );
  });
}

function need(files: ModelFiles, name: string): ModelFile {
  const file = files.get(name);
  if (file) return file;
  const found = [...files.keys()].join(', ') || 'nothing';
  throw new ExpectedError(name, `the model folder has no ${name}; it has ${found}`);
}
