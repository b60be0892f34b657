// A model folder on disk, in the Hugging Face layout: read, and written again with other weights.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { wholeOf } from '../core/byte-source.ts';
import { ExpectedError } from '../core/result.ts';
import { CONFIG, TOKENIZER, WEIGHTS, type ModelFile, type ModelFiles } from '../model/folder.ts';
import { refuseNotFinite } from '../model/finite.ts';
import { tensorFloats, readSafetensors, type RawTensor } from '../model/safetensors.ts';
import { tensorOf, writeSafetensors } from '../model/safetensors-write.ts';
import { INDEX, readIndex, shardsOf } from '../model/shards.ts';
import { fileSource } from './file-source.ts';
import { reasonOf } from './files.ts';
import { isLink, refuseUnwritable, writeBytes } from './write.ts';

/** What transformers reads beside the weights; tables and notes of the dense model stay behind. */
const COPIED = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
  'tokenizer.model',
  'chat_template.jinja',
  INDEX,
];

/** Whether there is a model in the folder. */
export function hasModel(folder: string): boolean {
  const has = (file: string): boolean => existsSync(join(folder, file));
  return has(CONFIG) && has(TOKENIZER) && (has(WEIGHTS) || has(INDEX));
}

/** All files that make the model. Throws an ExpectedError where the folder cannot be read. */
export function readFolder(folder: string): ModelFiles {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new ExpectedError(
      'model',
      `cannot read the model folder “${folder}”: ${reasonOf(error)}`,
    );
  }
  const read = (name: string): ModelFile => fileSource('model', join(folder, name));
  const files = new Map(
    COPIED.filter((name) => names.includes(name)).map((name) => [name, read(name)]),
  );
  // A single file counts before an index, whose files then do not come along.
  if (names.includes(WEIGHTS)) files.delete(INDEX);
  const index = files.get(INDEX);
  const shards = index ? shardsOf(index) : [WEIGHTS];
  for (const name of shards) if (names.includes(name)) files.set(name, read(name));
  return files;
}

/** Refuses a folder that exists and holds anything, as nothing is ever overwritten, and one that cannot be made. */
export function refuseUsed(folder: string): void {
  if (!existsSync(folder)) {
    if (isLink(folder)) {
      throw new ExpectedError('out', `cannot write into “${folder}”: it is a link to nothing`);
    }
    refuseUnwritable(firstMissing(folder));
    return;
  }
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new ExpectedError('out', `cannot write into “${folder}”: ${reasonOf(error)}`);
  }
  if (names.length > 0) {
    throw new ExpectedError('out', `the folder “${folder}” is not empty; name a new one`);
  }
  refuseUnwritable(join(folder, WEIGHTS));
}

/**
 * The files with some tensors' values replaced, each in the dtype that it had; what no tensor of
 * `values` names stays byte for byte, but for copies of it in files where the index does not have it. Throws
 * an ExpectedError for a value that the dtype cannot hold.
 */
export function withWeights(
  files: ModelFiles,
  values: ReadonlyMap<string, Float32Array>,
): ModelFiles {
  const index = files.get(INDEX);
  const places = index ? readIndex(index) : new Map<string, string>();
  return new Map(
    [...files].map(([name, bytes]) => {
      if (!name.endsWith('.safetensors')) return [name, bytes];
      const source = readSafetensors(bytes);
      const own = source.names.filter((tensor) => (places.get(tensor) ?? name) === name);
      const tensors = Object.fromEntries(
        own.map((tensor) => {
          const old = source.tensor(tensor);
          const changed = values.get(tensor);
          return [tensor, changed ? replaced(tensor, old, changed) : old];
        }),
      );
      // Transformers asks for the entry “format”.
      return [name, writeSafetensors(tensors, { format: 'pt', ...source.metadata })];
    }),
  );
}

function replaced(name: string, { dtype, shape }: RawTensor, values: Float32Array): RawTensor {
  if (dtype !== 'F32' && dtype !== 'F16' && dtype !== 'BF16') {
    throw new ExpectedError(name, `tensor “${name}” is ${dtype}, not a float`);
  }
  const tensor = tensorOf(shape, values, dtype);
  refuseNotFinite(name, shape, tensorFloats(name, tensor), (at) => `${values[at]!} as ${dtype}`);
  return tensor;
}

export function writeFolder(folder: string, files: ModelFiles): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new ExpectedError('out', `cannot write into “${folder}”: ${reasonOf(error)}`);
  }
  for (const [name, file] of files) writeBytes(join(folder, name), wholeOf(file));
}

/** One by one: where a system refuses, making all at once may never end. */
function makeFolder(folder: string): void {
  for (let next = firstMissing(folder); !existsSync(folder); next = firstMissing(folder)) {
    mkdirSync(next);
  }
}

/** The outermost folder of a path that is not there yet. */
function firstMissing(folder: string): string {
  let at = folder;
  while (!existsSync(dirname(at))) at = dirname(at);
  return at;
}
