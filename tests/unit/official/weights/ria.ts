// RIA in terms of its published code.
import type { Rules } from '../mapping.ts';
import { halfOf, matrixOf } from './_matrix.ts';

interface Asked {
  readonly a: number;
  readonly sparsity_ratio: number;
  readonly sparsity_type: string;
  readonly per_outneuron: boolean;
  readonly reallocation: boolean;
}

export const rules: Rules = {
  ria: matrixOf<Asked>(({ a, sparsity_ratio, sparsity_type, per_outneuron, reallocation }) => ({
    power: a,
    ...(sparsity_type === 'unstructured'
      ? { sparsity: sparsity_ratio, scope: per_outneuron ? 'row' : 'matrix' }
      : { pattern: halfOf(sparsity_type), deal: reallocation }),
  })),
};
