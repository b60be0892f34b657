// Tiny tokenizers and models for tests, made from a seed.
import { createRandom } from '../../../src/core/random.ts';
import { readConfig, type LlamaConfig } from '../../../src/model/config.ts';
import {
  readSafetensors,
  type RawTensor,
  type TensorSource,
} from '../../../src/model/safetensors.ts';
import { tensorOf, writeSafetensors } from '../../../src/model/safetensors-write.ts';
import { symbolOf } from '../../../src/model/tokenizer/bytes.ts';

/**
 * A tokenizer.json of the shape that the project's own model ships: "<s>" = 0, the 256 bytes, then
 * one token per merge. `extra` are tokens that no merge makes.
 */
export function tokenizerJson(options: { merges?: readonly string[]; extra?: readonly string[] }) {
  const merges = [...(options.merges ?? [])];
  const tokens = new Set([
    '<s>',
    ...Array.from({ length: 256 }, (_, byte) => symbolOf(byte)),
    ...merges.map((merge) => merge.replace(' ', '')),
    ...(options.extra ?? []),
  ]);
  return {
    version: '1.0',
    added_tokens: [
      {
        id: 0,
        content: '<s>',
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      },
    ],
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Digits', individual_digits: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '<s>', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
      ] as object[],
      pair: [
        { SpecialToken: { id: '<s>', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { Sequence: { id: 'B', type_id: 1 } },
      ],
      special_tokens: { '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] } },
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      ignore_merges: false,
      byte_fallback: false,
      vocab: Object.fromEntries([...tokens].map((token, id) => [token, id])),
      merges,
    },
  };
}

/** A config.json of a tiny model: 2 layers, 4 query heads on 2 key/value heads, head size 6. */
export const TINY = {
  model_type: 'llama',
  vocab_size: 300,
  hidden_size: 20,
  intermediate_size: 28,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  head_dim: 6,
  hidden_act: 'silu',
  max_position_embeddings: 128,
  rms_norm_eps: 1e-5,
  rope_theta: 100,
  tie_word_embeddings: true,
  attention_bias: false,
};

/**
 * Random tensors for a configuration, from a seed. Weights are about 1/√in, scaled up for queries and
 * keys so that attention is far from even; gains vary around 1.
 */
export function tinyTensors(
  config: LlamaConfig,
  seed: number | string,
  dtype: 'F32' | 'F16' | 'BF16' = 'F32',
): Record<string, RawTensor> {
  const random = createRandom(`tiny ${seed}`);
  const tensors: Record<string, RawTensor> = {};
  const put = (name: string, shape: readonly number[], mean: number, deviation: number): void => {
    const length = shape.reduce((a, b) => a * b, 1);
    const values = Array.from({ length }, () => mean + deviation * random.normal());
    tensors[name] = tensorOf(shape, values, dtype);
  };
  const linear = (name: string, out: number, inFeatures: number, bias: boolean, gain = 1): void => {
    put(`${name}.weight`, [out, inFeatures], 0, gain / Math.sqrt(inFeatures));
    if (bias) put(`${name}.bias`, [out], 0, 0.5);
  };
  const { hiddenSize: hidden, intermediateSize: inner, bias } = config;
  const queries = config.heads * config.headDim;
  const keys = config.kvHeads * config.headDim;
  put('model.embed_tokens.weight', [config.vocabSize, hidden], 0, 1);
  for (let layer = 0; layer < config.layers; layer++) {
    const path = `model.layers.${layer}`;
    put(`${path}.input_layernorm.weight`, [hidden], 1, 0.2);
    put(`${path}.post_attention_layernorm.weight`, [hidden], 1, 0.2);
    linear(`${path}.self_attn.q_proj`, queries, hidden, bias.qkv, 2);
    linear(`${path}.self_attn.k_proj`, keys, hidden, bias.qkv, 2);
    linear(`${path}.self_attn.v_proj`, keys, hidden, bias.qkv);
    linear(`${path}.self_attn.o_proj`, hidden, queries, bias.o);
    linear(`${path}.mlp.gate_proj`, inner, hidden, bias.mlp);
    linear(`${path}.mlp.up_proj`, inner, hidden, bias.mlp);
    linear(`${path}.mlp.down_proj`, hidden, inner, bias.mlp);
  }
  put('model.norm.weight', [hidden], 1, 0.2);
  if (!config.tied) linear('lm_head', config.vocabSize, hidden, false);
  return tensors;
}

/** The tensors as a source, by way of a file. */
export function sourceOf(tensors: Readonly<Record<string, RawTensor>>): TensorSource {
  return readSafetensors(writeSafetensors(tensors));
}

/** A model folder in memory. */
export function tinyFolder(change: object = {}): Map<string, ArrayBuffer> {
  const config = { ...TINY, ...change };
  return new Map([
    ['config.json', bytesOfJson(config)],
    ['tokenizer.json', bytesOfJson(tokenizerJson({ merges: ['t h', 'th e', 'Ġ the'] }))],
    ['model.safetensors', writeSafetensors(tinyTensors(readConfig(config), 1, 'F16'))],
  ]);
}

export function bytesOfJson(value: unknown): ArrayBuffer {
  return new TextEncoder().encode(JSON.stringify(value)).buffer;
}
