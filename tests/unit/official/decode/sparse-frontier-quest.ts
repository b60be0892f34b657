// Quest of The Sparse Frontier in terms of its published code: every row of a case is a step, the first token its
// prompt.
import { methods, runOn } from '../../methods/decode/harness.ts';
import { maskBytes } from '../../../../src/core/mask/bytes.ts';
import type { Rules } from '../mapping.ts';
import { groupedHeads } from './_groups.ts';

interface Asked {
  readonly page_size: number;
  readonly token_budget: number;
  readonly share_pages: boolean;
}

export const rules: Rules = {
  sparse_frontier_quest: (golden) => {
    const {
      page_size: page,
      token_budget: budget,
      share_pages: share,
    } = golden.about.params as unknown as Asked;
    const n = Math.sqrt(golden.array('mask').length / 4);
    const method = methods.find(({ id }) => id === 'sparse-frontier-quest')!;
    const { caches } = runOn(method, [groupedHeads(golden, n)], 1, { page, budget, share });
    const first = Array.from({ length: n }, (_, key) => Number(key === 0));
    const ours = caches[0]!.flatMap(({ read }) => [...first, ...Array.from(maskBytes([read]))]);
    return Promise.resolve({
      mask: { ours },
      sparsity: 'over all rows; follows from the mask',
      recall: 'over all rows; steps are told here',
    });
  },
};
