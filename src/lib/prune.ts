// One pruning method on one weight matrix of one's own, chosen and measured.
import type { Mask } from '../core/mask/mask.ts';
import { ExpectedError } from '../core/result.ts';
import type { ParamRecord } from '../core/params.ts';
import { matrix, type Matrix } from '../core/tensor.ts';
import type { Stage } from '../core/trace.ts';
import { aloneMatrix, pruneAlone } from '../domains/weights/alone.ts';
import { matrixMetrics, type MatrixMetrics } from '../domains/weights/metrics.ts';
import { outputError } from '../domains/weights/select.ts';
import { summarise } from '../domains/weights/statistics.ts';
import { loadKernels } from '../kernels/index.ts';
import type { WeightMethod } from '../methods/weights.ts';
import type { SelectOptions } from './select.ts';

/** The weights of one linear layer y = W·x, and inputs to judge them by. */
export interface WeightTensors {
  readonly out: number;
  readonly in: number;
  /** W, out × in row-major. */
  readonly weight: Float32Array;
  /** Calibration activations, tokens × in row-major, of one sequence; some methods need them. */
  readonly x?: Float32Array;
  /** Other activations of that shape, to measure the output error on; else it is measured on `x`. */
  readonly xTest?: Float32Array;
}

export interface Pruned {
  /** out × in: weights that stay; for methods that choose what to train, weights that may change. */
  readonly mask: Mask;
  /** W afterwards, out × in; the array that was given where nothing changed. */
  readonly weight: Float32Array;
  readonly metrics: MatrixMetrics;
  /** Parameters in force. */
  readonly params: ParamRecord;
  readonly warnings: readonly string[];
  /** The method's intermediate stages. */
  trace(): readonly Stage[];
}

/**
 * Throws an ExpectedError where a tensor does not have the right number of values, a setting cannot be
 * used or the method needs activations that are not there; its `field` names the one at fault.
 */
export async function pruneWeights(
  method: WeightMethod,
  tensors: WeightTensors,
  options: SelectOptions = {},
): Promise<Pruned> {
  const weight = weightOf(tensors);
  const x = sequenceOf('x', tensors);
  const xTest = sequenceOf('xTest', tensors);
  const kernels = options.kernels ?? (await loadKernels());
  const subject = aloneMatrix(weight, x && summarise([x], kernels));
  const settings = { budget: options.budget ?? null, set: options.set ?? {} };
  const pruned = pruneAlone(method, subject, settings, kernels);
  if (!pruned.ok) throw new ExpectedError(pruned.field, pruned.message);
  const { params, selection, after } = pruned.value;
  const measured = xTest ?? x;
  const error = outputError(measured ? [measured] : [], weight, after, kernels);
  return {
    mask: selection.mask,
    weight: after,
    metrics: matrixMetrics(selection, error),
    params,
    warnings: selection.warnings ?? [],
    trace: () => selection.trace(),
  };
}

function weightOf({ out, in: size, weight }: WeightTensors): Matrix {
  if (weight.length === out * size) return matrix(out, size, weight);
  const what = `weight must have out·in = ${out * size} values, got ${weight.length}`;
  throw new ExpectedError('weight', what);
}

function sequenceOf(name: 'x' | 'xTest', tensors: WeightTensors): Matrix | undefined {
  const { [name]: values, in: size } = tensors;
  if (!values) return undefined;
  const tokens = values.length / size;
  if (Number.isInteger(tokens) && tokens > 0) return matrix(tokens, size, values);
  const what = `${name} must have a row of in = ${size} values for every token, got ${values.length} values`;
  throw new ExpectedError(name, what);
}
