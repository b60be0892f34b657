// One pruning method on one weight matrix of one's own, chosen and measured.
import type { Mask } from '../core/mask/mask.ts';
import type { NumberArray } from '../core/numbers.ts';
import type { ParamRecord } from '../core/params.ts';
import { readMatrix, readRows, readSize } from '../core/read-tensor.ts';
import type { Matrix } from '../core/tensor.ts';
import type { Stage } from '../core/trace.ts';
import { aloneSubject } from '../domains/weights/alone.ts';
import { finding } from '../domains/weights/find.ts';
import type { MatrixMetrics } from '../domains/weights/metrics.ts';
import type { WeightTypes } from '../domains/weights/types.ts';
import type { WeightMethod } from '../methods/weights.ts';
import { find, refuseNoTensors, type SelectOptions } from './options.ts';

export type { WeightMethod, WeightSelection } from '../methods/weights.ts';
export type { MatrixMetrics } from '../domains/weights/metrics.ts';

/**
 * The weights of one linear layer y = W·x, and inputs to judge them by. Float32Arrays are read where they
 * are; other arrays of numbers are copied.
 */
export interface WeightTensors {
  readonly out: number;
  readonly in: number;
  /** W, out × in row-major. */
  readonly weight: NumberArray;
  /** Calibration activations, tokens × in row-major, of one sequence; some methods need them. */
  readonly x?: NumberArray;
  /** Other activations of that shape, to measure the output error on; else it is measured on `x`. */
  readonly xTest?: NumberArray;
}

export interface Pruned {
  /** out × in: weights that stay; for methods that choose what to train, weights that may change. */
  readonly mask: Mask;
  /** W afterwards, out × in; the Float32Array that was given where nothing changed. */
  readonly weight: Float32Array;
  readonly metrics: MatrixMetrics;
  /** Parameters in force. */
  readonly params: ParamRecord;
  readonly warnings: readonly string[];
  /** The method's intermediate stages. */
  trace(): readonly Stage[];
}

const NAMES = { weight: 'weight', x: 'x', heldOut: 'xTest' };

/**
 * The options' budget is a share of the weights. Throws an ExpectedError where a tensor does not have the
 * right number of values, all of them finite, a setting cannot be used or the method needs activations that are not there; its
 * `field` names the one at fault.
 */
export async function pruneWeights(
  method: WeightMethod,
  tensors: WeightTensors,
  options: SelectOptions = {},
): Promise<Pruned> {
  refuseNoTensors(tensors, '{ out, in, weight, x?, xTest? }');
  const sizes = [readSize('out', tensors.out), readSize('in', tensors.in)] as const;
  const weight = readMatrix({ name: 'weight' }, tensors.weight, sizes, 'out·in');
  const x = sequenceOf('x', tensors);
  const xTest = sequenceOf('xTest', tensors);
  const heldOut = xTest.length > 0 ? xTest : x;
  const found = await find<WeightTypes>(
    finding,
    method,
    ({ kernels }) => aloneSubject(weight, x, heldOut, { kernels, names: NAMES }),
    options,
  );
  const { selection, report, params, warnings } = found;
  return {
    mask: selection.mask,
    weight: report.after,
    metrics: report.metrics,
    params,
    warnings,
    trace: () => selection.trace(),
  };
}

function sequenceOf(name: 'x' | 'xTest', tensors: WeightTensors): Matrix[] {
  const values: unknown = tensors[name];
  if (values === undefined || values === null) return [];
  return [readRows({ name }, values, tensors.in, { row: 'token', size: 'in' })];
}
