// N:M by size in terms of published code, whose N counts the weights that stay, as ours.
import type { Rules } from '../mapping.ts';
import { matrixOf } from './_matrix.ts';

export const rules: Rules = {
  'nm-sparsity': matrixOf<{ readonly N: number; readonly M: number }>(({ N, M }) => ({
    ...{ n: N, m: M },
  })),
};
