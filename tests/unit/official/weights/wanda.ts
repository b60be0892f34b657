// Wanda in terms of its published code.
import type { Rules } from '../mapping.ts';
import { halfOf, matrixOf } from './_matrix.ts';

interface Asked {
  readonly sparsity_type: string;
  readonly sparsity_ratio: number;
}

export const rules: Rules = {
  wanda: matrixOf<Asked>(({ sparsity_type, sparsity_ratio }) =>
    sparsity_type === 'unstructured'
      ? { pattern: 'unstructured', sparsity: sparsity_ratio }
      : { pattern: halfOf(sparsity_type) },
  ),
};
