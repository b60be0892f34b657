// A weight matrix from a file: w of shape [out, in]; optionally x, calibration activations of shape
// [tokens, in] or [sequences, tokens, in], and x_test, others to measure on.
import { maskBytes } from '../../core/mask/bytes.ts';
import { ExpectedError } from '../../core/result.ts';
import { matrix, type Matrix } from '../../core/tensor.ts';
import type { Desk, Found, OwnFiles, OwnInput } from '../contract.ts';
import { required, shapeText, type Tensor, type TensorFile } from '../tensor-file.ts';
import { aloneSubject } from './alone.ts';
import type { WeightTypes } from './types.ts';

export const files: OwnFiles<WeightTypes> = {
  tensors: ['w', 'x', 'x_test'],
  usage: [
    'Weights: the input holds w of shape [out, in]; optionally x, calibration activations of shape',
    '[tokens, in] or [sequences, tokens, in], and x_test, others to measure the output error on.',
  ],
  open: readWeight,
};

/** Checks a file and reads its matrix. */
function readWeight(file: TensorFile, { kernels }: Desk): OwnInput<WeightTypes> {
  const { path, tensors } = file;
  const w = required(file, 'w');
  const [out, size] = w.shape;
  if (w.shape.length !== 2 || !out || !size) {
    throw new ExpectedError('w', `w must have the shape [out, in], found ${shapeText(w)}`);
  }
  const of = (name: 'x' | 'x_test'): Matrix[] => {
    const tensor = tensors.get(name);
    return tensor ? sequencesOf(name, tensor, size) : [];
  };
  const [x, xTest] = [of('x'), of('x_test')];
  const heldOut = xTest.length > 0 ? xTest : x;
  const names = { weight: 'w', x: 'x', heldOut: 'x_test' };
  const subject = aloneSubject(matrix(out, size, w.values), x, heldOut, { kernels, names });
  const on = xTest.length > 0 ? 'x_test' : x.length > 0 ? 'x' : null;
  return {
    subjects: [subject],
    about: { out, in: size, tokens: subject.matrix.inputs?.tokens ?? 0 },
    results: (found) => results(found, on),
    arrays,
    /** A method that misses activations says so; here they would be a tensor of the file. */
    explain: (error) =>
      error.field === 'x'
        ? new ExpectedError('x', `${error.message}; add x of shape [tokens, in] to “${path}”`)
        : error,
  };
}

function results(found: readonly Found<WeightTypes>[], outputErrorOn: string | null): object {
  const [only] = found;
  return {
    metrics: only?.report.metrics,
    outputErrorOn,
    warnings: only?.warnings ?? [],
  };
}

/** The mask, and the weights afterwards. */
function arrays([only]: readonly Found<WeightTypes>[]) {
  if (!only) return {};
  const { mask } = only.selection;
  const { after } = only.report;
  const shape = [mask.rows, mask.cols];
  const bytes = new Uint8Array(after.buffer, after.byteOffset, after.byteLength);
  return {
    mask: { shape, dtype: 'u1', bytes: maskBytes([mask]) },
    weight: { shape, dtype: 'f4', bytes },
  };
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
