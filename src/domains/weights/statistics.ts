// What entered a linear layer, summed up. Sums run in double precision.
import { matrix, type Matrix } from '../../core/tensor.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type { LayerInputs } from '../../methods/weights.ts';

/** Statistics of inputs, one matrix (tokens × in) per sequence. Throws for none. */
export function summarise(sequences: readonly Matrix[], kernels: Kernels): LayerInputs {
  const first = sequences[0];
  if (!first) throw new Error('statistics need at least one sequence of inputs');
  const size = first.cols;
  const sum = new Float64Array(size);
  const squares = new Float64Array(size);
  const variance = new Float64Array(size);
  let tokens = 0;
  for (const { rows, data } of sequences) {
    const ofSequence = new Float64Array(size);
    const squaresOf = new Float64Array(size);
    for (let t = 0, p = 0; t < rows; t++) {
      for (let j = 0; j < size; j++, p++) {
        const x = data[p]!;
        ofSequence[j]! += x;
        squaresOf[j]! += x * x;
      }
    }
    tokens += rows;
    for (let j = 0; j < size; j++) {
      sum[j]! += ofSequence[j]!;
      squares[j]! += squaresOf[j]!;
      // rows · population variance of this sequence; cancellation may leave a trace below 0.
      variance[j]! += Math.max(0, squaresOf[j]! - ofSequence[j]! ** 2 / rows);
    }
  }
  const n = sequences.length;
  let hessian: Float32Array | undefined;
  // The inputs themselves are let go of once their products are there.
  let waiting: readonly Matrix[] = sequences;
  const products = (): Float32Array => {
    const made = gram(waiting, kernels, 2 / n);
    waiting = [];
    return made;
  };
  return {
    tokens,
    sequences: n,
    l2: Float32Array.from(squares, (total) => Math.sqrt(total / n)),
    sum: Float32Array.from(sum, (total) => total / n),
    variance: Float32Array.from(variance, (total) => total / tokens),
    hessian: () => (hessian ??= products()),
  };
}

/** scale·Σ x xᵀ over all tokens, in × in. */
function gram(sequences: readonly Matrix[], kernels: Kernels, scale: number): Float32Array {
  const size = sequences[0]!.cols;
  const tokens = sequences.reduce((total, { rows }) => total + rows, 0);
  const turned = matrix(size, tokens);
  let at = 0;
  for (const { rows, data } of sequences) {
    for (let t = 0; t < rows; t++, at++) {
      for (let j = 0; j < size; j++) turned.data[j * tokens + at] = data[t * size + j]!;
    }
  }
  return kernels.products(turned, turned, scale).data;
}
