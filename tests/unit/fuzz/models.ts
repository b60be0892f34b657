// Corpora of model folders: config.json, tokenizer.json and the index of shards, changed in every way. What
// they must give is read from them by short code of its own.
import { settingOf } from '../../../src/domains/settings.ts';
import { withoutEnd } from '../../../src/domains/weights/calibrated.ts';
import { measureModel, probeOf } from '../../../src/domains/weights/cost.ts';
import { pruneModel } from '../../../src/domains/weights/prune.ts';
import { splitText } from '../../../src/domains/weights/sequences.ts';
import { openWeights } from '../../../src/domains/weights/subject.ts';
import type { WeightTypes } from '../../../src/domains/weights/types.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import wanda from '../../../src/methods/weights/wanda.ts';
import { readConfig } from '../../../src/model/config.ts';
import { openModel } from '../../../src/model/folder.ts';
import { readSafetensors } from '../../../src/model/safetensors.ts';
import { writeSafetensors } from '../../../src/model/safetensors-write.ts';
import { Tokenizer } from '../../../src/model/tokenizer.ts';
import { parseJson } from '../../../src/model/json.ts';
import { bytesOfJson, TINY, tinyTensors, tokenizerJson } from '../model/tiny.ts';
import { DAMAGE } from './bytes.ts';
import type { Corpus, Files } from './fuzz.ts';
import { jsonMutators } from './json.ts';
import { idsOf, UnknownPattern } from './plain-tokenizer.ts';
import { plainConfig } from './plain-config.ts';

const [CONFIG, TOKENIZER, WEIGHTS] = [
  'config.json',
  'tokenizer.json',
  'model.safetensors',
] as const;
const INDEX = 'model.safetensors.index.json';
const SHARDS = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'] as const;

/** Numbers that a plain reading found stand in the place of files. */
const ANSWER = 'answer';

const TEXT =
  'the <s>cafe\u0301 é₂ 12 and the ½ end,\n  then\u0085 the rest of it: 345 — 日本語 the lot; ';

/** How a model of these files prunes, and how long its texts may be. */
async function pruned(files: Files): Promise<string> {
  const buffers = new Map(Object.entries(files).map(([name, bytes]) => [name, bufferOf(bytes)]));
  const { llama, tokenizer } = openModel(buffers, typescriptKernels);
  const { maxTokens } = llama.config;
  const ids = withoutEnd(tokenizer.encode(TEXT).ids, tokenizer);
  const text = splitText(ids, { begin: tokenizer.before, maxTokens }, 32, 24);
  const setting = settingOf<WeightTypes>(wanda, { budget: 0.5, set: {} });
  const pruning = await pruneModel(openWeights(llama), text, setting);
  if (text.whole.length < 2) return `${maxTokens} ${pruning.sparsity.toFixed(6)}`;
  const { nats, deltaNats } = await measureModel(pruning, await probeOf(llama, text.whole));
  const numbers = [pruning.sparsity, nats, deltaNats].map((number) => number.toFixed(5));
  return [maxTokens, ...numbers, ...llama.warnings].join(' ');
}

function folder(change: object, seed: string): Record<string, Uint8Array> {
  const config = { ...TINY, max_position_embeddings: 64, ...change };
  const tensors = tinyTensors(readConfig(config), seed, 'F32');
  return {
    [CONFIG]: new Uint8Array(bytesOfJson(config)),
    [TOKENIZER]: new Uint8Array(bytesOfJson(tokenizer())),
    [WEIGHTS]: new Uint8Array(writeSafetensors(tensors)),
  };
}

function tokenizer() {
  const merges = ['t h', 'th e', 'Ġ the', 'Ã ©', 'c a', 'f Ã©', '1 2', 'e n', 'r e'];
  const json = tokenizerJson({ merges });
  const added = { single_word: false, lstrip: false, rstrip: false, special: false };
  const next = Object.keys(json.model.vocab).length;
  return {
    ...json,
    normalizer: { type: 'NFC' },
    added_tokens: [
      ...json.added_tokens,
      { ...added, id: next, content: 'café', normalized: true },
      { ...added, id: next + 1, content: ' é', normalized: false },
    ],
  };
}

const CONFIG_WORDS: readonly unknown[] = [
  ...['llama', 'mistral', 'qwen2', 'gelu', 'silu', 'default', 'linear', 'full_attention'],
  ...[{ factor: 4 }, { rope_type: 'default' }, { type: 'default', rope_theta: 50 }, null, false],
  ...[['sliding_attention', 'full_attention'], { rope_type: 'yarn', factor: 2 }, true, 4, 2, 6],
];

const FAMILIES: readonly (readonly [string, object])[] = [
  ['llama', { attention_bias: true, mlp_bias: true, rope_scaling: null }],
  ['tied llama', { rope_parameters: { rope_type: 'default', rope_theta: 100 } }],
  ['mistral', { model_type: 'mistral', sliding_window: 32, num_key_value_heads: null }],
  ['qwen2', { model_type: 'qwen2', use_sliding_window: false, sliding_window: 48 }],
];

function configCorpus([name, change]: readonly [string, object]): Corpus {
  return {
    name: `config.json of ${name}`,
    files: folder({ tie_word_embeddings: name === 'tied llama', ...change }, name),
    mutators: { [CONFIG]: [...DAMAGE, ...many(jsonMutators(CONFIG_WORDS))] },
    run: pruned,
    plain(files) {
      const config = plainConfig(files[CONFIG]!);
      return config && { ...files, [CONFIG]: new Uint8Array(bytesOfJson(config)) };
    },
  };
}

const TEXTS = [TEXT, '<s><s>', 'éé e\u0301é\u0327 the 1122', ''];

function ids(files: Files): string {
  if (files[ANSWER]) return new TextDecoder().decode(files[ANSWER]);
  const opened = new Tokenizer(parseJson(bufferOf(files[TOKENIZER]!), TOKENIZER));
  return TEXTS.map((text) => opened.encode(text).ids.join(' ')).join('\n');
}

const STEPS = [
  { type: 'Digits', individual_digits: false },
  ...[
    '\\w+',
    '\\s+|\\S',
    '(?i:THE)',
    '\\d{1,2}|\\D+',
    '\\b',
    '$',
    '(?>a|b)*+',
    '[[:alpha:]&&[^t]]+',
  ].map((Regex) => ({ type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false })),
  { type: 'Split', pattern: { String: 'the' }, behavior: 'Isolated', invert: false },
  { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
];

const TOKENIZER_WORDS: readonly unknown[] = [
  ...STEPS,
  ...['NFC', 'NFD', 'BPE', 'ByteLevel', 'Sequence', 'Split', '<s>', 'th', 'Ġ', null, true, false],
  ...[
    { type: 'NFC' },
    { type: 'Sequence', normalizers: [] },
    { Sequence: { id: 'A', type_id: 0 } },
  ],
  ...[['e', 'n'], 'Ã ©', { SpecialToken: { id: '<s>', type_id: 0 } }, '1.0', 0, 1, 300],
];

const tokenizerCorpus: Corpus = {
  name: 'tokenizer.json',
  files: { [TOKENIZER]: new Uint8Array(bytesOfJson(tokenizer())) },
  mutators: { [TOKENIZER]: [...DAMAGE, ...many(jsonMutators(TOKENIZER_WORDS))] },
  run: ids,
  plain(files) {
    try {
      const found = idsOf(files[TOKENIZER]!, TEXTS);
      return found === null ? null : { [ANSWER]: new TextEncoder().encode(found) };
    } catch (error) {
      if (error instanceof UnknownPattern) return files; // nothing to hold it against
      throw error;
    }
  },
};

function shardsCorpus(): Corpus {
  const { [WEIGHTS]: weights, ...whole } = folder({}, 'shards');
  const source = readSafetensors(bufferOf(weights!));
  // The last norm lies in both: once as it is, and once as it was before some training.
  const stale = 'model.norm.weight';
  const half = Math.ceil(source.names.length / 2);
  const place = (i: number): string => (i < half ? SHARDS[0] : SHARDS[1]);
  const places = Object.fromEntries(source.names.map((name, i) => [name, place(i)]));
  const shard = (file: string): Uint8Array => {
    const own = source.names.filter((name) => places[name] === file);
    const tensors = Object.fromEntries(own.map((name) => [name, source.tensor(name)]));
    const old = source.tensor(stale);
    if (places[stale] !== file)
      tensors[stale] = { ...old, bytes: old.bytes.map((byte) => byte ^ 1) };
    return new Uint8Array(writeSafetensors(tensors));
  };
  const index = { metadata: { total_size: weights!.length }, weight_map: places };
  const words = [...SHARDS, WEIGHTS, '../model.safetensors', '/etc/passwd', ...source.names];
  return {
    name: 'the index of shards',
    files: {
      ...whole,
      ...{ [SHARDS[0]]: shard(SHARDS[0]), [SHARDS[1]]: shard(SHARDS[1]) },
      [INDEX]: new Uint8Array(bytesOfJson(index)),
    },
    mutators: { [INDEX]: [...DAMAGE, ...many(jsonMutators(words))] },
    run: pruned,
    /** Only the stale tensor may be asked for, which then is the model's. */
    plain(files) {
      const read = JSON.parse(new TextDecoder().decode(files[INDEX])) as typeof index;
      const file = read.weight_map[stale];
      if (file === undefined || file === places[stale]) return null;
      const tensors = Object.fromEntries(source.names.map((name) => [name, source.tensor(name)]));
      tensors[stale] = readSafetensors(bufferOf(files[file]!)).tensor(stale);
      return { ...whole, [WEIGHTS]: new Uint8Array(writeSafetensors(tensors)) };
    },
  };
}

/** Corpora, and which share of all cases each gets. */
export const MODEL_CORPORA: readonly (readonly [Corpus, number])[] = [
  ...FAMILIES.map((family) => [configCorpus(family), 0.11] as const),
  [tokenizerCorpus, 0.41],
  [shardsCorpus(), 0.15],
];

/** Changes that keep JSON whole are found more than damage, which mostly is no JSON. */
function many<T>(ways: readonly T[]): readonly T[] {
  return [ways, ways, ways, ways].flat();
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
