// A weight matrix from a .safetensors or .npz file: w of shape [out, in]; optionally x, calibration
// activations of shape [tokens, in] or [sequences, tokens, in], and x_test, others to measure on.
import { ExpectedError } from '../core/result.ts';
import { matrix, type Matrix } from '../core/tensor.ts';
import { aloneMatrix } from '../domains/weights/alone.ts';
import type { LayerInputs, WeightMatrix } from '../methods/weights.ts';
import { readTensors, refuseNotFinite, required, shapeText, type Tensor } from './tensor-file.ts';

const NAMES = ['w', 'x', 'x_test'] as const;

export interface InputMatrix {
  readonly subject: WeightMatrix;
  /** Activations by sequence; empty where the file has none. */
  readonly x: readonly Matrix[];
  readonly xTest: readonly Matrix[];
}

/** Reads and checks a file; `summarise` makes statistics of the calibration activations. */
export function readWeight(
  path: string,
  summarise: (sequences: readonly Matrix[]) => LayerInputs,
): InputMatrix {
  const file = readTensors(path, NAMES);
  const { tensors } = file;
  const w = required(file, 'w');
  const [out, size] = w.shape;
  if (w.shape.length !== 2 || !out || !size) {
    throw new ExpectedError('w', `w must have the shape [out, in], found ${shapeText(w)}`);
  }
  for (const [name, tensor] of tensors) refuseNotFinite(name, tensor);
  const of = (name: 'x' | 'x_test'): Matrix[] => {
    const tensor = tensors.get(name);
    return tensor ? sequencesOf(name, tensor, size) : [];
  };
  const x = of('x');
  const weight = matrix(out, size, w.values);
  const subject = aloneMatrix(weight, x.length > 0 ? summarise(x) : undefined);
  return { subject, x, xTest: of('x_test') };
}

function sequencesOf(name: string, tensor: Tensor, size: number): Matrix[] {
  const stacked = tensor.shape.length === 3;
  const [count, tokens, width] = stacked ? tensor.shape : [1, ...tensor.shape];
  if (!count || !tokens || width !== size || tensor.shape.length < 2 || tensor.shape.length > 3) {
    throw new ExpectedError(
      name,
      `${name} must have the shape [tokens, ${size}] or [sequences, tokens, ${size}], as w has ${size} inputs; found ${shapeText(tensor)}`,
    );
  }
  return Array.from({ length: count }, (_, at) => {
    const values = tensor.values.subarray(at * tokens * size, (at + 1) * tokens * size);
    return matrix(tokens, size, values);
  });
}
