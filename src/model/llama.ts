// A Llama-type language model: token ids in, hidden states, heads and logits out. Attention may be
// masked per layer and head, linear layers may be observed and replaced. Numbers come from kernels;
// this file knows the order in which they are called and nothing of pages, files or methods.
import { matrix, type Matrix } from '../core/tensor.ts';
import type { Kernels } from '../kernels/contract.ts';
import { runBlock, type BlockHooks, type BlockOptions, type BlockResult } from './block.ts';
import type { LlamaConfig } from './config.ts';
import { halvesToFloats } from './half.ts';
import { scaleOf, type LlamaHead } from './heads.ts';
import { Linear, type Checkpoint, type LinearName } from './linear.ts';
import type { Past } from './past.ts';
import { readWeights, type BlockWeights, type Weights } from './weights.ts';
import type { TensorSource } from './safetensors.ts';

export interface ForwardOptions extends BlockHooks {
  /**
   * Sees the residual stream (n × hidden) that enters layer 0, 1, …, and with `layer` = the number of
   * layers what leaves the last; not to be changed.
   */
  readonly onHidden?: ((layer: number, hidden: Matrix) => void) | undefined;
  /** Whether the result holds every head's Q, K and V. Default 'none'. */
  readonly keep?: 'heads' | 'none' | undefined;
  /** For which positions to compute logits. Default 'all'. */
  readonly logits?: 'all' | 'last' | 'none' | undefined;
  /**
   * What was read before (see `emptyPast`): the ids follow it, are added to it, and attend to all of it.
   * Masks and heads are not to be had then.
   */
  readonly past?: Past | undefined;
}

export interface ForwardResult {
  /** The final hidden states after the last norm, n × hidden: what `logits` reads. */
  readonly hidden: Matrix;
  /** n × vocabulary, 1 × vocabulary or 0 × vocabulary, as asked for. */
  readonly logits: Matrix;
  /** By layer, then by query head; empty unless kept. */
  readonly heads: readonly (readonly LlamaHead[])[];
}

export class Llama {
  readonly config: LlamaConfig;
  readonly kernels: Kernels;
  readonly #weights: Weights;

  /** Use `openLlama`. */
  constructor(config: LlamaConfig, weights: Weights, kernels: Kernels) {
    this.config = config;
    this.kernels = kernels;
    this.#weights = weights;
  }

  /** What of the file was left out, a sentence each. */
  get warnings(): readonly string[] {
    return this.#weights.warnings;
  }

  /** Weights in all; shared ones count once. */
  get parameters(): number {
    const { embedding, blocks, norm, output } = this.#weights;
    const size = ({ out, in: inFeatures, bias }: Linear): number =>
      out * inFeatures + (bias?.length ?? 0);
    return blocks.reduce(
      (total, { inputNorm, postNorm, linears }) =>
        total +
        inputNorm.length +
        postNorm.length +
        Object.values(linears).reduce((sum, linear) => sum + size(linear), 0),
      embedding.length + norm.length + (this.config.tied ? 0 : size(output)),
    );
  }

  /** A linear layer, to read its weights and sizes. Throws a RangeError for a layer that is none. */
  linear(layer: number, name: LinearName): Linear {
    return this.#block(layer).linears[name];
  }

  /**
   * This model with other weights in one linear layer (out × in; its bias stays). The model itself is
   * unchanged and shares everything else with the new one, so that passes may run on both at once.
   */
  replaced(layer: number, name: LinearName, weight: Float32Array | Uint16Array): Llama {
    const block = this.#block(layer);
    const { out, in: inFeatures, bias } = block.linears[name];
    const linears = { ...block.linears, [name]: new Linear(weight, out, inFeatures, bias) };
    const changed = { ...block, linears };
    const blocks = this.#weights.blocks.map((old) => (old === block ? changed : old));
    return new Llama(this.config, { ...this.#weights, blocks }, this.kernels);
  }

  /**
   * Its first layers alone, under its last norm and output: an early exit that nobody trained. Shares its
   * weights. Throws a RangeError where there are fewer layers.
   */
  first(layers: number): Llama {
    this.#block(layers - 1);
    const blocks = this.#weights.blocks.slice(0, layers);
    return new Llama({ ...this.config, layers }, { ...this.#weights, blocks }, this.kernels);
  }

  /** Frees what the kernels hold of all weights, those shared with other models too. */
  release(): void {
    for (const { linears } of this.#weights.blocks) {
      for (const linear of Object.values(linears)) linear.release();
    }
    this.#weights.output.release();
  }

  /**
   * Reads a text of token ids. Throws a RangeError for no token, for more than `config.maxTokens` and
   * for an id outside the vocabulary; whatever `checkpoint` throws passes through.
   */
  async forward(ids: ArrayLike<number>, options: ForwardOptions = {}): Promise<ForwardResult> {
    const { layers } = this.config;
    const kept: (readonly LlamaHead[])[] = [];
    let stream = this.embed(ids);
    for (let layer = 0; layer < layers; layer++) {
      options.onHidden?.(layer, stream);
      const past = options.past?.[layer];
      const { hidden, heads } = await this.block(layer, stream, { ...options, past });
      stream = hidden;
      if (options.keep === 'heads') kept.push(heads);
    }
    options.onHidden?.(layers, stream);
    const hidden = this.finalNorm(stream);
    const n = hidden.rows;
    const from = { all: 0, last: n - 1, none: n }[options.logits ?? 'all'];
    const logits = await this.logits(hidden, from, n, options.checkpoint);
    return { hidden, logits, heads: kept };
  }

  /** The embeddings of token ids, n × hidden: what enters layer 0. */
  embed(ids: ArrayLike<number>): Matrix {
    const { vocabSize, hiddenSize, maxTokens } = this.config;
    const n = ids.length;
    if (n < 1 || n > maxTokens) {
      throw new RangeError(`the model reads 1 to ${maxTokens} tokens, got ${n}`);
    }
    const { embedding } = this.#weights;
    const out = matrix(n, hiddenSize);
    for (let i = 0; i < n; i++) {
      const id = ids[i] as number;
      if (!(Number.isInteger(id) && id >= 0 && id < vocabSize)) {
        throw new RangeError(`token ${i} has the id ${id}; ids go from 0 to ${vocabSize - 1}`);
      }
      const row = embedding.subarray(id * hiddenSize, (id + 1) * hiddenSize);
      out.data.set(row instanceof Uint16Array ? halvesToFloats(row) : row, i * hiddenSize);
    }
    return out;
  }

  /** Runs one block on the residual stream (n × hidden), for those who walk the layers themselves. */
  block(layer: number, hidden: Matrix, options: BlockOptions = {}): Promise<BlockResult> {
    return runBlock(this.config, this.#block(layer), this.kernels, layer, hidden, options);
  }

  /** What leaves the last block, made ready for `logits`. */
  finalNorm(hidden: Matrix): Matrix {
    return this.kernels.rmsNorm(hidden, this.#weights.norm, this.config.normEps);
  }

  /** Logits of positions [from, to) of the final hidden states: (to − from) × vocabulary. */
  logits(hidden: Matrix, from: number, to: number, checkpoint?: Checkpoint): Promise<Matrix> {
    const { rows, cols, data } = hidden;
    if (!(from >= 0 && from <= to && to <= rows)) {
      throw new RangeError(`positions [${from}, ${to}) do not lie within 0 … ${rows}`);
    }
    const part = matrix(to - from, cols, data.subarray(from * cols, to * cols));
    return this.#weights.output.apply(this.kernels, part, checkpoint);
  }

  /** Dense causal attention of a head, n × n with zeros above the diagonal. */
  attention(head: LlamaHead): Float32Array {
    return this.kernels.attentionRows(head.q, head.k, scaleOf(head), 0, head.n);
  }

  #block(layer: number): BlockWeights {
    const block = this.#weights.blocks[layer];
    if (block) return block;
    throw new RangeError(
      `there is no layer ${layer}; layers go from 0 to ${this.config.layers - 1}`,
    );
  }
}

/**
 * Opens a model from its configuration and tensors. Throws an ExpectedError naming a tensor that is
 * missing or does not fit.
 */
export function openLlama(config: LlamaConfig, source: TensorSource, kernels: Kernels): Llama {
  return new Llama(config, readWeights(source, config), kernels);
}
