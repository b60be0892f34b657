// Quest in terms of its published code: the evaluation's rule, and the kernel's.
import type { Rules } from '../mapping.ts';
import { barsOf, caches, layerOf, ofHeads, P, readOf, run } from './_caches.ts';

interface Asked {
  readonly token_budget: number;
  readonly chunk_size: number;
}

const set = ({ token_budget, chunk_size }: Asked) => ({
  ...{ budget: token_budget, page: chunk_size, denseLayers: 0 },
});

export const rules: Rules = {
  quest: caches<Asked>(
    'quest',
    (params) => ({ ...set(params), rule: 'evaluation' }),
    ({ golden, ran }) => {
      const params = golden.about.params as unknown as Asked;
      const kernel = run('quest', { ...set(params), rule: 'kernel' }, [layerOf(golden, 0)]);
      const steps = Array.from(golden.array('page_bound_steps'));
      return {
        read: { ours: readOf(ran.caches[0]!) },
        read_kernel_rule: { ours: readOf(kernel.caches[0]!), follows: true },
        page_bound_steps: 'the steps of page_bound',
        page_bound: {
          ours: ofHeads((head) =>
            steps.flatMap((t) => [...barsOf(ran, head, 'bounds', t - P).values]),
          ),
          // NaN where a page is not born.
          theirs: Array.from(golden.array('page_bound')).filter((bound) => !Number.isNaN(bound)),
          follows: true,
        },
      };
    },
  ),
};
