// FlexPrefill in terms of its published code.
import type { Rules } from '../mapping.ts';
import { drawn, heads, tiles } from './_heads.ts';

interface Asked {
  readonly gamma: number;
  readonly tau: number;
  /** In tokens; null asks for one block. */
  readonly min_budget: number | null;
  /** In tokens; null sets no limit. */
  readonly max_budget: number | null;
  readonly block_size: number;
}

export const rules: Rules = {
  flexprefill: heads<Asked>(
    ({ gamma, tau, min_budget, max_budget, block_size }) => ({
      ...{ gamma, tau, block: block_size, minBudget: min_budget ?? 1 },
      ...(max_budget !== null && { maxBudget: max_budget }),
    }),
    {
      also: {
        block_mask: (found, { block_size }) => tiles(found, block_size),
        sqrt_jsd: (found) => [drawn(found, 'switch', 'dial').value],
      },
    },
  ),
};
