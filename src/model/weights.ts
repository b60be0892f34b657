// The weights of a Llama-type model under the names of its safetensors file, every shape checked
// against the configuration.
import { ExpectedError } from '../core/result.ts';
import type { LlamaConfig } from './config.ts';
import { refuseNotFinite } from './finite.ts';
import { Linear, type LinearName } from './linear.ts';
import type { TensorSource } from './safetensors.ts';
import { unreadWarnings, watched } from './unread.ts';

export interface BlockWeights {
  /** Gain of the norm before attention. */
  readonly inputNorm: Float32Array;
  /** Gain of the norm before the feed-forward half. */
  readonly postNorm: Float32Array;
  readonly linears: Readonly<Record<LinearName, Linear>>;
}

export interface Weights {
  /** Vocabulary × hidden, as it lies in the file. */
  readonly embedding: Float32Array | Uint16Array;
  readonly blocks: readonly BlockWeights[];
  readonly norm: Float32Array;
  /** Hidden → vocabulary. */
  readonly output: Linear;
  /** What of the file was left out. */
  readonly warnings: readonly string[];
}

/**
 * Throws an ExpectedError naming a tensor that is missing, has the wrong shape or dtype or holds what is no
 * number, and one that this model does not read.
 */
export function readWeights(file: TensorSource, config: LlamaConfig): Weights {
  const { source, read } = watched(file);
  const { hiddenSize: hidden, intermediateSize: inner, vocabSize: vocab, bias } = config;
  const queries = config.heads * config.headDim;
  const keys = config.kvHeads * config.headDim;
  const embedding = values(source, 'model.embed_tokens.weight', [vocab, hidden]);

  const linear = (name: string, out: number, inFeatures: number, hasBias: boolean): Linear =>
    new Linear(
      values(source, `${name}.weight`, [out, inFeatures]),
      out,
      inFeatures,
      hasBias ? floats(source, `${name}.bias`, out) : null,
    );

  const block = (layer: number): BlockWeights => {
    const path = `model.layers.${layer}`;
    return {
      inputNorm: floats(source, `${path}.input_layernorm.weight`, hidden),
      postNorm: floats(source, `${path}.post_attention_layernorm.weight`, hidden),
      linears: {
        q_proj: linear(`${path}.self_attn.q_proj`, queries, hidden, bias.qkv),
        k_proj: linear(`${path}.self_attn.k_proj`, keys, hidden, bias.qkv),
        v_proj: linear(`${path}.self_attn.v_proj`, keys, hidden, bias.qkv),
        o_proj: linear(`${path}.self_attn.o_proj`, hidden, queries, bias.o),
        gate_proj: linear(`${path}.mlp.gate_proj`, inner, hidden, bias.mlp),
        up_proj: linear(`${path}.mlp.up_proj`, inner, hidden, bias.mlp),
        down_proj: linear(`${path}.mlp.down_proj`, hidden, inner, bias.mlp),
      },
    };
  };

  // One by one: config.json may have any number of layers, and the first that is missing ends it.
  const blocks: BlockWeights[] = [];
  for (let layer = 0; layer < config.layers; layer++) blocks.push(block(layer));
  const weights = {
    embedding,
    blocks,
    norm: floats(source, 'model.norm.weight', hidden),
    output: config.tied
      ? new Linear(embedding, vocab, hidden)
      : linear('lm_head', vocab, hidden, false),
  };
  return { ...weights, warnings: unreadWarnings(file, read, config) };
}

function floats(source: TensorSource, name: string, length: number): Float32Array {
  checkShape(source, name, [length]);
  const found = source.float32(name);
  refuseNotFinite(name, [length], found);
  return found;
}

/** Float16 stays as it is, to be prepared without a copy in float32. */
function values(
  source: TensorSource,
  name: string,
  shape: readonly number[],
): Float32Array | Uint16Array {
  checkShape(source, name, shape);
  const found = source.tensor(name).dtype === 'F16' ? source.half(name) : source.float32(name);
  refuseNotFinite(name, shape, found);
  return found;
}

function checkShape(source: TensorSource, name: string, shape: readonly number[]): void {
  const found = source.tensor(name).shape;
  if (found.length === shape.length && found.every((size, i) => size === shape[i])) return;
  const message = `tensor “${name}” has shape [${found.join(', ')}], config.json asks for`;
  throw new ExpectedError(name, `${message} [${shape.join(', ')}]`);
}
