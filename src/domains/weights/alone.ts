// One matrix by itself, without a model around it: what a file or another program hands over.
import type { ParamRecord } from '../../core/params.ts';
import { succeed, type Result } from '../../core/result.ts';
import type { Matrix } from '../../core/tensor.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type {
  LayerInputs,
  WeightMatrix,
  WeightMethod,
  WeightSelection,
} from '../../methods/weights.ts';
import { resolveSettings } from '../settings.ts';
import { planFor, selectFrom, weightsAfter } from './select.ts';

/** `weight` is out × in. It has no coupled matrices; a structured cut takes its columns, as of `down`. */
export function aloneMatrix(weight: Matrix, inputs?: LayerInputs): WeightMatrix {
  return {
    ...{ out: weight.rows, in: weight.cols, layers: 1, heads: 1, kvHeads: 1, layer: 0 },
    ...{ name: 'down', weight, ...(inputs && { inputs }) },
  };
}

export interface PrunedAlone {
  readonly params: ParamRecord;
  readonly selection: WeightSelection;
  /** out × in; the very array of the matrix where nothing changed. */
  readonly after: Float32Array;
}

/** Fails for settings that the method cannot use. */
export function pruneAlone(
  method: WeightMethod,
  subject: WeightMatrix,
  { budget, set }: { readonly budget: number | null; readonly set: ParamRecord },
  kernels: Kernels,
): Result<PrunedAlone> {
  const params = resolveSettings(method, subject, budget, set);
  if (!params.ok) return params;
  const setting = { method, paramsFor: () => params.value };
  const block = [subject];
  const plan = planFor(setting, { matrices: block }, kernels);
  const selection = selectFrom(subject, setting, { kernels, plan, block });
  const after = weightsAfter(subject, selection, method.effect);
  return succeed({ params: params.value, selection, after });
}
