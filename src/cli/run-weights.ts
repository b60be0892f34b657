// `run` for weights: one method on the matrix of a file; mask and weights to an .npz, metrics as JSON.
import { ExpectedError } from '../core/result.ts';
import { pruneAlone } from '../domains/weights/alone.ts';
import { matrixMetrics } from '../domains/weights/metrics.ts';
import { outputError } from '../domains/weights/select.ts';
import { summarise } from '../domains/weights/statistics.ts';
import type { WeightMethod } from '../methods/weights.ts';
import { chosenKernels } from './kernels.ts';
import { parseSettings } from './methods.ts';
import { checkOut, maskBytes, writeArrays } from './output.ts';
import type { RunOptions } from './options.ts';
import { readWeight } from './weight-tensors.ts';

export async function runWeights(
  load: () => Promise<WeightMethod>,
  table: WeightMethod['params'],
  options: RunOptions,
): Promise<object> {
  const set = parseSettings(table, options.set);
  checkOut(options.out);
  const kernels = await chosenKernels();
  const { subject, x, xTest } = readWeight(options.input, (part) => summarise(part, kernels));
  const method = await load();
  const settings = { budget: options.budget, set };
  const pruned = namingX(options.input, () => pruneAlone(method, subject, settings, kernels));
  if (!pruned.ok) throw new ExpectedError(pruned.field, pruned.message);
  const { params, selection, after } = pruned.value;
  const measured = xTest.length > 0 ? xTest : x;
  const error = outputError(measured, subject.weight, after, kernels);
  if (options.out !== null) {
    const shape = [subject.out, subject.in];
    const bytes = new Uint8Array(after.buffer, after.byteOffset, after.byteLength);
    writeArrays(options.out, {
      mask: { shape, dtype: 'u1', bytes: maskBytes([selection.mask]) },
      weight: { shape, dtype: 'f4', bytes },
    });
  }
  return {
    method: method.id,
    params,
    out: subject.out,
    in: subject.in,
    tokens: subject.inputs?.tokens ?? 0,
    kernels: kernels.tier,
    metrics: matrixMetrics(selection, error),
    outputErrorOn: xTest.length > 0 ? 'x_test' : x.length > 0 ? 'x' : null,
    warnings: selection.warnings ?? [],
  };
}

/** A method that misses activations says so; here they would be a tensor of the file. */
function namingX<T>(path: string, prune: () => T): T {
  try {
    return prune();
  } catch (error) {
    if (!(error instanceof ExpectedError) || error.field !== 'x') throw error;
    throw new ExpectedError('x', `${error.message}; add x of shape [tokens, in] to “${path}”`);
  }
}
