// Running a method on one matrix of a calibrated model. Changing a setting reads the same statistics
// again: nothing is calibrated anew.
import { matrix, type Matrix } from '../../core/tensor.ts';
import type { ParamRecord } from '../../core/params.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type {
  WeightMatrix,
  WeightMethod,
  WeightModel,
  WeightSelection,
  WeightShape,
} from '../../methods/weights.ts';

/** A method with its settings, which may follow the matrix's size. */
export interface Setting {
  readonly method: WeightMethod;
  readonly paramsFor: (shape: WeightShape) => ParamRecord;
}

/** What the method makes of the whole model before it prunes any matrix; undefined where it has no plan. */
export function planFor(
  { method, paramsFor }: Setting,
  model: WeightModel,
  kernels: Kernels,
): unknown {
  const first = model.matrices[0];
  return first && method.plan?.(model, paramsFor(first), kernels);
}

/** Selects from one matrix; `block` are the matrices of its block with the same calibration. */
export function selectFrom(
  subject: WeightMatrix,
  { method, paramsFor }: Setting,
  parts: { kernels: Kernels; plan: unknown; block: readonly WeightMatrix[] },
): WeightSelection {
  const { kernels, plan } = parts;
  // Read only by methods that cut across a block: a snapshot may have to fetch it first.
  const siblings = (): readonly WeightMatrix[] => parts.block;
  return method.select(subject, paramsFor(subject), { kernels, plan, siblings });
}

/**
 * The weights after a selection. The very same array where nothing changes: all weights are kept, or
 * the method prunes none.
 */
export function weightsAfter(
  { weight }: WeightMatrix,
  { mask, weight: changed }: WeightSelection,
  effect: WeightMethod['effect'],
): Float32Array {
  if (effect === 'train') return weight.data;
  if (changed) return changed;
  if (mask.count() === weight.data.length) return weight.data;
  const after = new Float32Array(weight.data.length);
  for (let i = 0; i < weight.rows; i++) {
    const start = i * weight.cols;
    mask.forEachRun(i, (from, to) => {
      after.set(weight.data.subarray(start + from, start + to), start + from);
    });
  }
  return after;
}

/**
 * ‖X(W − Ŵ)ᵀ‖_F / ‖XWᵀ‖_F over all sequences of inputs X (tokens × in). 0 where nothing changed, null
 * without any token.
 */
export function outputError(
  inputs: readonly Matrix[],
  weight: Matrix,
  after: Float32Array,
  kernels: Kernels,
): number | null {
  if (inputs.length === 0) return null;
  if (after === weight.data) return 0;
  const change = matrix(weight.rows, weight.cols);
  for (let p = 0; p < after.length; p++) change.data[p] = weight.data[p]! - after[p]!;
  const error = squaredOutputs(inputs, change, kernels);
  const norm = normOf(inputs, weight, kernels);
  return norm > 0 ? Math.sqrt(error / norm) : error > 0 ? Infinity : 0;
}

/** ‖XWᵀ‖²; W and X are the same for every mask that is tried on them. */
const norms = new WeakMap<readonly Matrix[], WeakMap<Float32Array, number>>();

function normOf(inputs: readonly Matrix[], weight: Matrix, kernels: Kernels): number {
  let ofInputs = norms.get(inputs);
  if (!ofInputs) norms.set(inputs, (ofInputs = new WeakMap()));
  let norm = ofInputs.get(weight.data);
  if (norm === undefined) {
    ofInputs.set(weight.data, (norm = squaredOutputs(inputs, weight, kernels)));
  }
  return norm;
}

function squaredOutputs(inputs: readonly Matrix[], weight: Matrix, kernels: Kernels): number {
  return inputs.reduce((sum, x) => sum + squares(kernels.products(x, weight, 1)), 0);
}

function squares({ data }: Matrix): number {
  let sum = 0;
  for (let p = 0; p < data.length; p++) sum += data[p]! ** 2;
  return sum;
}
