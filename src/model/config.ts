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
  // null is not the same as absent: it means as many as query heads.
  const kvHeads = count(config, 'num_key_value_heads', defaults.kvHeads ?? heads, heads);
  const headDim = count(config, 'head_dim', hiddenSize / heads, hiddenSize / heads);
  if (heads % kvHeads !== 0) {
    throw refuse(
      'num_key_value_heads',
      `is ${kvHeads}, which does not divide ${heads} query heads`,
    );
  }
  if (!Number.isInteger(headDim) || headDim % 2 !== 0) {
    throw refuse('head_dim', `is ${headDim}, expected an even whole number`);
  }
  const attentionBias = flag(config, 'attention_bias') && family === 'llama';
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
    tied: flag(config, 'tie_word_embeddings'),
    bias: {
      qkv: attentionBias || family === 'qwen2',
      o: attentionBias,
      mlp: flag(config, 'mlp_bias') && family === 'llama',
    },
  };
}

function refuseUnsupported(config: JsonObject): void {
  const { hidden_act: activation = 'silu' } = config;
  if (activation !== 'silu') throw refuse('hidden_act', `is ${quote(activation)}, expected "silu"`);
  if (config['quantization_config']) {
    throw refuse('quantization_config', 'is set; quantised weights do not open here');
  }
  const rotary = config['partial_rotary_factor'] ?? 1;
  if (rotary !== 1) throw refuse('partial_rotary_factor', `is ${quote(rotary)}, expected 1`);
}

/** What may be said of plain rotary positions. */
const ROPE = ['rope_type', 'type', 'rope_theta', 'partial_rotary_factor'];

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
    const more = Object.keys(rope).find((key) => !ROPE.includes(key));
    if (more !== undefined) {
      const what = `has ${quote(more)}, which says nothing of "default" rotary positions`;
      throw refuse(name, `${what}; is its rope_type missing?`);
    }
    const rotary = rope['partial_rotary_factor'] ?? 1;
    if (rotary !== 1) throw refuse(name, `has partial_rotary_factor ${quote(rotary)}, expected 1`);
    theta = positive(rope, 'rope_theta', theta);
  }
  return theta;
}

/** Attention is dense only as far as the window reaches, so longer texts are not read. */
function slidingWindow(config: JsonObject, family: Family, defaults: Defaults): number {
  const sliding = slidingLayers(config);
  if (family === 'llama') {
    if (!sliding) return Infinity;
    throw refuse('layer_types', 'asks for sliding windows, which this model type does not have');
  }
  if (config['sliding_window'] === null) return Infinity;
  if (family === 'qwen2' && !flag(config, 'use_sliding_window')) return Infinity;
  return count(config, 'sliding_window', defaults.slidingWindow ?? undefined);
}

/** Whether any layer is said to attend to a window only. */
function slidingLayers(config: JsonObject): boolean {
  const types = config['layer_types'] ?? [];
  if (!Array.isArray(types)) throw refuse('layer_types', `is ${quote(types)}, expected a list`);
  const other = (types as unknown[]).find(
    (type) => type !== 'full_attention' && type !== 'sliding_attention',
  );
  if (other !== undefined)
    throw refuse('layer_types', `has ${quote(other)}, which is not supported`);
  return types.includes('sliding_attention');
}

/** `none`: what null stands for; without it null is refused as any other value that is no count. */
function count(config: JsonObject, name: string, fallback?: number, none?: number): number {
  const value = config[name];
  // A size computed from others is checked where it is used.
  if (value === undefined && fallback !== undefined) return fallback;
  if (value === null && none !== undefined) return none;
  if (value === undefined) throw refuse(name, 'is missing');
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw refuse(name, `is ${quote(value)}, expected a whole number of at least 1`);
}

function positive(config: JsonObject, name: string, fallback: number): number {
  const { [name]: value = fallback } = config;
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw refuse(name, `is ${quote(value)}, expected a positive number`);
}

/** Absent and null are false. */
function flag(config: JsonObject, name: string): boolean {
  const value = config[name] ?? false;
  if (typeof value === 'boolean') return value;
  throw refuse(name, `is ${quote(value)}, expected true or false`);
}

function refuse(name: string, what: string): ExpectedError {
  return new ExpectedError(name, `config.json: ${name} ${what}`);
}
