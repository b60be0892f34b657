// One matrix by itself, without a model around it: what a file or another program hands over.
import type { Matrix } from '../../core/tensor.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type { CalibratedMatrix } from './calibrate.ts';
import { refuseExtremes } from './range.ts';
import { summarise } from './statistics.ts';
import type { MatrixSubject } from './types.ts';

/** What the tensors are called. */
interface Names {
  readonly weight: string;
  readonly x: string;
  readonly heldOut: string;
}

/**
 * `weight` is out × in, `x` sequences of inputs to calibrate on and `heldOut` of inputs to measure on, both
 * may be empty. It has no coupled matrices; a structured cut takes its columns, as of `down`. Methods that
 * plan over a whole model see a model of this one matrix. Throws an ExpectedError for numbers too large or
 * too small to be squared, with the names by which their owner calls them.
 */
export function aloneSubject(
  weight: Matrix,
  x: readonly Matrix[],
  heldOut: readonly Matrix[],
  { kernels, names }: { readonly kernels: Kernels; readonly names: Names },
): MatrixSubject {
  const inputs = [
    { name: names.x, matrices: x },
    { name: names.heldOut, matrices: heldOut === x ? [] : heldOut },
  ];
  refuseExtremes({ name: names.weight, matrices: [weight] }, inputs);
  const matrix: CalibratedMatrix = {
    ...{ out: weight.rows, in: weight.cols, layers: 1, heads: 1, kvHeads: 1, layer: 0 },
    ...{ name: 'down', weight, heldOut },
    ...(x.length > 0 && { inputs: summarise(x, kernels) }),
  };
  const block = [matrix];
  const model = { matrices: block };
  const key = `alone ${count++}`;
  return { key, exact: true, matrix, model, modelKey: key, block };
}

/** Plans of one matrix are not those of the next. */
let count = 0;
