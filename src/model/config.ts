// What `config.json` of a Llama-type folder says, with the defaults that repository
// huggingface/transformers fills in. Whatever this runtime would compute wrongly is refused.
import { ExpectedError } from '../core/result.ts';
import { asObject, isObject, quote, type JsonObject } from './json.ts';

export type Family = 'llama' | 'mistral' | 'qwen2';

export interface LlamaConfig {
  readonly family: Family;
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly layers: number;
  /** Query heads. */
  readonly heads: number;
  /** Key/value heads; `heads` is a multiple of it. */
  readonly kvHeads: number;
  readonly headDim: number;
  /** Longest text that is read right: trained positions, or the sliding window where that is shorter. */
  readonly maxTokens: number;
  readonly ropeTheta: number;
  readonly normEps: number;
  /** The output layer shares the embedding's weights. */
  readonly tied: boolean;
  /** Which linear layers have a bias. */
  readonly bias: { readonly qkv: boolean; readonly o: boolean; readonly mlp: boolean };
}

interface Defaults {
  /** null: as many as query heads. */
  readonly kvHeads: number | null;
  readonly maxTokens: number;
  readonly slidingWindow: number | null;
}

const DEFAULTS: Readonly<Record<Family, Defaults>> = {
  llama: { kvHeads: null, maxTokens: 2048, slidingWindow: null },
  mistral: { kvHeads: 8, maxTokens: 131072, slidingWindow: 4096 },
  qwen2: { kvHeads: 32, maxTokens: 32768, slidingWindow: 4096 },
};

/**
 * Reads the parsed file. Throws an ExpectedError for another model type, a missing size, sizes that do
 * not fit together, and features that are not supported (scaled RoPE, quantised weights, …).
 */
export function readConfig(json: unknown): LlamaConfig {
  const config = asObject(json, 'config.json');
  const family = config['model_type'];
  if (typeof family !== 'string' || !Object.hasOwn(DEFAULTS, family)) {
    const known = Object.keys(DEFAULTS).join(', ');
    throw refuse('model_type', `is ${quote(family)}; models that open here: ${known}`);
  }
  const defaults = DEFAULTS[family as Family];
  refuseUnsupported(config);
  const heads = count(config, 'num_attention_heads');
  const hiddenSize = count(config, 'hidden_size');
  const kvHeads = count(config, 'num_key_value_heads', defaults.kvHeads ?? heads);
  const headDim = count(config, 'head_dim', hiddenSize / heads);
  if (heads % kvHeads !== 0) {
    throw refuse(
      'num_key_value_heads',
      `is ${kvHeads}, which does not divide ${heads} query heads`,
    );
  }
  if (!Number.isInteger(headDim) || headDim % 2 !== 0) {
    throw refuse('head_dim', `is ${headDim}, expected an even whole number`);
  }
  const attentionBias = family === 'llama' && config['attention_bias'] === true;
  return {
    family: family as Family,
    vocabSize: count(config, 'vocab_size'),
    hiddenSize,
    intermediateSize: count(config, 'intermediate_size'),
    layers: count(config, 'num_hidden_layers'),
    heads,
    kvHeads,
    headDim,
    maxTokens: Math.min(
      count(config, 'max_position_embeddings', defaults.maxTokens),
      slidingWindow(config, family as Family, defaults),
    ),
    ropeTheta: readTheta(config),
    normEps: positive(config, 'rms_norm_eps', 1e-6),
    tied: config['tie_word_embeddings'] === true,
    bias: {
      qkv: attentionBias || family === 'qwen2',
      o: attentionBias,
      mlp: family === 'llama' && config['mlp_bias'] === true,
    },
  };
}

function refuseUnsupported(config: JsonObject): void {
  const activation = config['hidden_act'] ?? 'silu';
  if (activation !== 'silu') throw refuse('hidden_act', `is ${quote(activation)}, expected "silu"`);
  if (config['quantization_config']) {
    throw refuse('quantization_config', 'is set; quantised weights do not open here');
  }
  const rotary = config['partial_rotary_factor'] ?? 1;
  if (rotary !== 1) throw refuse('partial_rotary_factor', `is ${quote(rotary)}, expected 1`);
}

/** Older files have `rope_theta` and `rope_scaling`, newer ones both in `rope_parameters`. */
function readTheta(config: JsonObject): number {
  let theta = positive(config, 'rope_theta', 10000);
  for (const name of ['rope_scaling', 'rope_parameters']) {
    const rope = config[name];
    if (rope === null || rope === undefined) continue;
    if (!isObject(rope) || Object.values(rope).some(isObject)) {
      throw refuse(name, `is ${quote(rope)}; one set of rotary positions for all layers is needed`);
    }
    const type = rope['rope_type'] ?? rope['type'] ?? 'default';
    if (type !== 'default') {
      throw refuse(name, `asks for ${quote(type)} rotary positions, only "default" is supported`);
    }
    const rotary = rope['partial_rotary_factor'] ?? 1;
    if (rotary !== 1) throw refuse(name, `has partial_rotary_factor ${quote(rotary)}, expected 1`);
    theta = positive(rope, 'rope_theta', theta);
  }
  return theta;
}

/** Attention is dense only as far as the window reaches, so longer texts are not read. */
function slidingWindow(config: JsonObject, family: Family, defaults: Defaults): number {
  if (family === 'llama' || config['sliding_window'] === null) return Infinity;
  if (family === 'qwen2' && config['use_sliding_window'] !== true) return Infinity;
  return count(config, 'sliding_window', defaults.slidingWindow ?? undefined);
}

function count(config: JsonObject, name: string, fallback?: number): number {
  const value = config[name] ?? fallback;
  // A size computed from others is checked where it is used.
  if (value === fallback && fallback !== undefined) return fallback;
  if (value === undefined) throw refuse(name, 'is missing');
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw refuse(name, `is ${quote(value)}, expected a whole number of at least 1`);
}

function positive(config: JsonObject, name: string, fallback: number): number {
  const value = config[name] ?? fallback;
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw refuse(name, `is ${quote(value)}, expected a positive number`);
}

function refuse(name: string, what: string): ExpectedError {
  return new ExpectedError(name, `config.json: ${name} ${what}`);
}
