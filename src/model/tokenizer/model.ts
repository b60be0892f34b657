// The `model` part of a tokenizer.json: vocabulary and ranked merges of a byte-level BPE.
import { ExpectedError } from '../../core/result.ts';
import { asFlag, asList, asObject, quote, type JsonObject } from '../json.ts';
import type { Merge } from './bpe.ts';
import { symbolOf } from './bytes.ts';

export interface BpeModel {
  readonly vocab: ReadonlyMap<string, number>;
  readonly merges: readonly Merge[];
  /** Stands for a byte that has no token; undefined: such bytes are dropped, as the reference does. */
  readonly unknown: number | undefined;
  /** A word that is a token is taken whole, whatever the merges would make of it. */
  readonly wholeWords: boolean;
}

const BYTES = Array.from({ length: 256 }, (_, byte) => byte);

/** Pairs of ids stay exact numbers; no vocabulary has as many tokens. */
const LARGEST_ID = 2 ** 26 - 1;

const UNSUPPORTED = ['dropout', 'continuing_subword_prefix', 'end_of_word_suffix', 'byte_fallback'];

/** Throws an ExpectedError naming what is broken or not supported. */
export function readModel(json: unknown): BpeModel {
  const model = asObject(json, 'tokenizer.json: model');
  // Files of older versions leave the type out.
  if (model['type'] !== 'BPE' && !(model['type'] === undefined && model['merges'])) {
    throw refuse(`model type ${quote(model['type'])} is not supported; needed is byte-level BPE`);
  }
  for (const option of UNSUPPORTED) {
    if (model[option]) throw refuse(`model.${option} ${quote(model[option])} is not supported`);
  }
  const vocab = readVocab(model);
  return {
    vocab,
    merges: readMerges(model, vocab),
    unknown: readUnknown(model, vocab),
    wholeWords: asFlag(model['ignore_merges'] ?? false, 'tokenizer.json: model.ignore_merges'),
  };
}

/** Where every byte has a token, nothing is unknown. */
function readUnknown(model: JsonObject, vocab: ReadonlyMap<string, number>): number | undefined {
  const unknown = model['unk_token'] ?? null;
  if (unknown === null) return undefined;
  if (model['fuse_unk']) throw refuse('model.fuse_unk is not supported');
  const id = typeof unknown === 'string' ? vocab.get(unknown) : undefined;
  if (id === undefined && BYTES.some((byte) => !vocab.has(symbolOf(byte)))) {
    throw refuse(`model.unk_token ${quote(unknown)} is not in the vocabulary`);
  }
  return id;
}

/** Decoding is byte-level, too. Throws an ExpectedError for another decoder. */
export function checkDecoder(json: unknown): void {
  if (json === null || json === undefined) return;
  const { type } = asObject(json, 'tokenizer.json: decoder');
  if (type !== 'ByteLevel') throw refuse(`decoder ${quote(type)} is not supported`);
}

function readVocab(model: JsonObject): ReadonlyMap<string, number> {
  const entries = Object.entries(asObject(model['vocab'], 'tokenizer.json: model.vocab'));
  for (const [token, id] of entries) {
    if (Number.isInteger(id) && (id as number) >= 0 && (id as number) <= LARGEST_ID) continue;
    const what = `token ${quote(token)} has the id ${quote(id)}`;
    throw refuse(`${what}, expected a whole number from 0 to ${LARGEST_ID}`);
  }
  return new Map(entries as [string, number][]);
}

/** Merges come as ["a", "b"] or, in older files, as "a b". */
function readMerges(model: JsonObject, vocab: ReadonlyMap<string, number>): Merge[] {
  return asList(model['merges'], 'tokenizer.json: model.merges').map((entry, rank) => {
    const pair: unknown = typeof entry === 'string' ? entry.split(' ') : entry;
    if (Array.isArray(pair) && pair.length === 2) {
      const [a, b] = pair as [string, string];
      const left = vocab.get(a);
      const right = vocab.get(b);
      const into = vocab.get(a + b);
      if (left !== undefined && right !== undefined && into !== undefined) {
        return { left, right, into };
      }
    }
    throw refuse(`merge ${rank}, ${quote(entry)}, is not of two known tokens into a third`);
  });
}

function refuse(what: string): ExpectedError {
  return new ExpectedError('tokenizer', `tokenizer.json: ${what}`);
}
