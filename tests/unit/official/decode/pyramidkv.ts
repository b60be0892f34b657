// PyramidKV in terms of its published code: the same heads in every layer.
import type { Rules } from '../mapping.ts';
import { barsOf, caches, keptOf, layerOf, ofHeads, snapOf } from './_caches.ts';

type Asked = Parameters<typeof snapOf>[0] & {
  readonly max_capacity_prompt: number;
  readonly beta: number;
  readonly num_hidden_layers: number;
};

export const rules: Rules = {
  pyramidkv: caches<Asked>(
    'pyramidkv',
    (params) => ({
      ...snapOf(params),
      ...{ capacity: params.max_capacity_prompt, beta: params.beta },
    }),
    ({ golden, ran }) => ({
      kept: { ours: ran.caches.flatMap((layer) => Array.from(keptOf(layer))) },
      // A prompt that fits is not scored, and nothing is dealt out.
      ...('pooled_scores' in golden.about.arrays
        ? {
            layer_budget: { ours: barsOf(ran, 0, 'capacities').values, follows: true },
            pooled_scores: {
              ours: ofHeads((head) => barsOf(ran, head, 'scores').values),
              follows: true,
            },
          }
        : { layer_budget: 'a prompt that fits is kept, whatever the budgets' }),
    }),
    ({ num_hidden_layers }, golden) =>
      Array.from({ length: num_hidden_layers }, (_, layer) => layerOf(golden, layer)),
  ),
};
