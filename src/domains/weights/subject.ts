// The prunable matrices of a model: the seven linear layers of every block. Biases, gains of norms, the
// embedding and the output layer are never pruned and never counted.
import type { Matrix } from '../../core/tensor.ts';
import { MATRICES, type MatrixName, type WeightMatrix } from '../../methods/weights.ts';
import type { LinearName } from '../../model/linear.ts';
import type { Llama } from '../../model/llama.ts';

/** The model's name of each matrix. */
export const LINEAR: Readonly<Record<MatrixName, LinearName>> = {
  q: 'q_proj',
  k: 'k_proj',
  v: 'v_proj',
  o: 'o_proj',
  gate: 'gate_proj',
  up: 'up_proj',
  down: 'down_proj',
};

export interface WeightSubject {
  readonly llama: Llama;
  /** All prunable matrices, by layer and then in the order of `MATRICES`; without inputs. */
  readonly matrices: readonly WeightMatrix[];
  /** Weights in them all. */
  readonly prunable: number;
}

/** Where a matrix is. */
export interface Site {
  readonly layer: number;
  readonly name: MatrixName;
}

/** Reads all prunable weights once, as float32. */
export function openWeights(llama: Llama): WeightSubject {
  const { layers, heads, kvHeads } = llama.config;
  const matrices = Array.from({ length: layers }, (_, layer) =>
    MATRICES.map((name): WeightMatrix => {
      const weight: Matrix = llama.linear(layer, LINEAR[name]).weights();
      return { out: weight.rows, in: weight.cols, layers, heads, kvHeads, layer, name, weight };
    }),
  ).flat();
  const prunable = matrices.reduce((sum, { weight }) => sum + weight.data.length, 0);
  return { llama, matrices, prunable };
}

/** The name of a matrix in a model's safetensors files. */
export function tensorName({ layer, name }: Site): string {
  const part = name === 'gate' || name === 'up' || name === 'down' ? 'mlp' : 'self_attn';
  return `model.layers.${layer}.${part}.${LINEAR[name]}.weight`;
}

/** The matrix at a site. Throws a RangeError where there is none. */
export function matrixAt<M extends Site>(matrices: readonly M[], { layer, name }: Site): M {
  const found = matrices.find((each) => each.layer === layer && each.name === name);
  if (found) return found;
  throw new RangeError(`there is no matrix ${name} in layer ${layer}`);
}
