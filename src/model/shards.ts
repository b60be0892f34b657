// Weights that come in several files: the index says in which one each tensor lies.
import type { ByteSource } from '../core/byte-source.ts';
import { ExpectedError } from '../core/result.ts';
import { told } from '../core/told.ts';
import { asObject, parseJson, quote } from './json.ts';
import { sourceOf, type RawTensor, type TensorSource } from './safetensors.ts';

export const INDEX = 'model.safetensors.index.json';

/** The file of every tensor. Throws an ExpectedError where one is not a plain file name. */
export function readIndex(index: ArrayBuffer | ByteSource): ReadonlyMap<string, string> {
  const { weight_map: map } = asObject(parseJson(index, INDEX), INDEX);
  const entries = Object.entries(asObject(map, `${INDEX}: weight_map`));
  if (entries.length === 0) throw new ExpectedError(INDEX, `${INDEX} names no tensor`);
  return new Map(
    entries.map(([tensor, name]) => {
      if (typeof name === 'string' && /^[\w.-]+\.safetensors$/.test(name)) return [tensor, name];
      throw new ExpectedError(
        INDEX,
        `${INDEX} names the file ${quote(name)}, expected x.safetensors`,
      );
    }),
  );
}

/** The weight files that an index names. */
export function shardsOf(index: ArrayBuffer | ByteSource): string[] {
  return [...new Set(readIndex(index).values())];
}

/**
 * The files as one. What another file holds under a name of the index is stale, and left out. Throws an
 * ExpectedError for a tensor that its file does not have, and for one in two files and not in the index.
 */
export function joinShards(
  index: ReadonlyMap<string, string>,
  shards: ReadonlyMap<string, TensorSource>,
): TensorSource {
  const tensors = new Map<string, RawTensor>();
  for (const [name, file] of index) {
    const shard = shards.get(file);
    if (!shard?.has(name)) {
      throw new ExpectedError(
        name,
        `${INDEX} has the tensor “${told(name)}” in ${told(file)}, where it is not`,
      );
    }
    tensors.set(name, shard.tensor(name));
  }
  for (const [file, shard] of shards) {
    for (const name of shard.names) {
      if (index.has(name)) continue;
      if (tensors.has(name)) {
        const what = `tensor “${told(name)}” is in two files, one of them ${told(file)}`;
        throw new ExpectedError(name, `${what}, and ${INDEX} does not say which counts`);
      }
      tensors.set(name, shard.tensor(name));
    }
  }
  return sourceOf(tensors);
}
