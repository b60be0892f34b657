// A linear layer of the model: its weights as they lie in the file, prepared for the kernels on first
// use. Layers never change; a model with other weights is another model (see `Llama.replaced`).
import { matrix, type Matrix } from '../core/tensor.ts';
import type { Kernels, PreparedWeight } from '../kernels/contract.ts';
import { halvesToFloats } from './half.ts';

/** The linear layers of one block, in the order in which they compute. */
export const LINEAR_NAMES = [
  'q_proj',
  'k_proj',
  'v_proj',
  'o_proj',
  'gate_proj',
  'up_proj',
  'down_proj',
] as const;

export type LinearName = (typeof LINEAR_NAMES)[number];

/** Called between pieces of work; may await, and throws a CancelledError to end the whole. */
export type Checkpoint = () => Promise<void> | void;

/** Time between two checkpoints, ms, where the kernels reach their pace. */
const STRIP_MS = 16;

/** Rows of a computation that takes `perRow` multiply-adds each, such that a strip stays short. */
export function stripRows(kernels: Kernels, perRow: number): number {
  return Math.max(1, Math.floor((STRIP_MS * kernels.pace) / perRow));
}

export class Linear {
  readonly out: number;
  readonly in: number;
  readonly bias: Float32Array | null;
  readonly #weight: Float32Array | Uint16Array;
  #prepared: PreparedWeight | undefined;

  /**
   * `weight` is out × in, row-major, float32 or float16 bits; `bias` has `out` entries. Throws when a
   * length does not fit.
   */
  constructor(
    weight: Float32Array | Uint16Array,
    out: number,
    inFeatures: number,
    bias: Float32Array | null = null,
  ) {
    if (weight.length !== out * inFeatures) {
      throw new Error(`${out} × ${inFeatures} weights are needed, got ${weight.length}`);
    }
    if (bias && bias.length !== out)
      throw new Error(`${out} biases are needed, got ${bias.length}`);
    this.out = out;
    this.in = inFeatures;
    this.bias = bias;
    this.#weight = weight;
  }

  /** The weights as a fresh out × in matrix. */
  weights(): Matrix {
    const source = this.#weight;
    const data = source instanceof Uint16Array ? halvesToFloats(source) : source.slice();
    return matrix(this.out, this.in, data);
  }

  /** x·Wᵀ + b for x of rows × in: rows × out. */
  async apply(kernels: Kernels, x: Matrix, checkpoint?: Checkpoint): Promise<Matrix> {
    const strip = stripRows(kernels, this.out * this.in);
    const result = matrix(x.rows, this.out);
    for (let from = 0; from < x.rows; from += strip) {
      await checkpoint?.();
      const to = Math.min(from + strip, x.rows);
      const rows = matrix(to - from, x.cols, x.data.subarray(from * x.cols, to * x.cols));
      const part = result.data.subarray(from * this.out, to * this.out);
      // Here, since whoever holds the model may have released it at the checkpoint.
      this.#prepared ??= kernels.prepare(this.#weight, this.out, this.in);
      kernels.linear(rows, this.#prepared, part);
    }
    if (this.bias) addToRows(result, this.bias);
    return result;
  }

  /** Frees what the kernels hold; the layer prepares itself again when used. */
  release(): void {
    this.#prepared?.release();
    this.#prepared = undefined;
  }
}

function addToRows(x: Matrix, bias: Float32Array): void {
  for (let i = 0, p = 0; i < x.rows; i++) {
    for (let c = 0; c < x.cols; c++, p++) x.data[p]! += bias[c] as number;
  }
}
