// Magnitude pruning in terms of Wanda's code, which has it as a baseline. Cutting exactly k weights of a
// whole matrix is no setting of ours: there the step inside is compared.
import { matrix } from '../../../../src/core/tensor.ts';
import { dropSmallest } from '../../../../src/methods/weights/_shared/keep.ts';
import { magnitudes } from '../../../../src/methods/weights/_shared/stages.ts';
import { numbersOf } from '../cases.ts';
import type { Golden, Rules, Run } from '../mapping.ts';
import { matrixOf } from './_matrix.ts';

interface Asked {
  readonly sparsity_ratio: number;
  readonly sparsity_type?: string;
}

const byThreshold = matrixOf<Asked>(({ sparsity_ratio }) => ({
  ...{ sparsity: sparsity_ratio, scope: 'matrix' },
}));

export const rules: Rules = {
  magnitude: (golden: Golden, run: Run) =>
    golden.about.params['sparsity_type'] === undefined
      ? Promise.resolve(exactly(golden))
      : byThreshold(golden, run),
};

function exactly(golden: Golden) {
  const { sparsity_ratio } = golden.about.params as unknown as Asked;
  const weights = Float32Array.from(numbersOf(golden.input('w')));
  const sizes = magnitudes(matrix(1, weights.length, weights)).data;
  return { mask: { ours: dropSmallest(sizes, Math.floor(sizes.length * sparsity_ratio)) } };
}
