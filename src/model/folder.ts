// A model folder as Hugging Face lays it out: config.json, tokenizer.json and model.safetensors, the
// last also in shards with an index. From files wherever they came from.
import type { ByteSource } from '../core/byte-source.ts';
import { ExpectedError } from '../core/result.ts';
import { told } from '../core/told.ts';
import type { Kernels } from '../kernels/contract.ts';
import { readConfig } from './config.ts';
import { parseJson } from './json.ts';
import { openLlama, type Llama } from './llama.ts';
import { readSafetensors, type TensorSource } from './safetensors.ts';
import { INDEX, joinShards, readIndex } from './shards.ts';
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

/**
 * Opens a folder. Throws an ExpectedError that names the file and what is wrong with it: missing, cut
 * short, not supported, or files that do not belong together.
 */
export function openModel(files: ModelFiles, kernels: Kernels): Model {
  const config = readConfig(parseJson(need(files, CONFIG), CONFIG));
  const tokenizer = new Tokenizer(parseJson(need(files, TOKENIZER), TOKENIZER), config.vocabSize);
  return { llama: openLlama(config, weightsIn(files), kernels), tokenizer };
}

/** A single file counts before an index, as in transformers. */
function weightsIn(files: ModelFiles): TensorSource {
  const index = files.get(INDEX);
  if (files.has(WEIGHTS) || !index) return readSafetensors(need(files, WEIGHTS));
  const places = readIndex(index);
  const names = new Set(places.values());
  return joinShards(
    places,
    new Map(Array.from(names, (name) => [name, readSafetensors(need(files, name))])),
  );
}

function need(files: ModelFiles, name: string): ModelFile {
  const file = files.get(name);
  if (file) return file;
  const found = [...files.keys()].map((each) => told(each)).join(', ') || 'nothing';
  throw new ExpectedError(name, `the model folder has no ${told(name)}; it has ${found}`);
}
