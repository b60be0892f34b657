// Ada-KV in terms of its published code.
import type { Rules } from '../mapping.ts';
import { barsOf, caches, cutAnswers, snapOf } from './_caches.ts';

type Asked = Parameters<typeof snapOf>[0] & {
  readonly base_capacity: number;
  readonly floor_alpha: number;
  readonly skip: number;
};

export const rules: Rules = {
  adakv: caches<Asked>(
    'adakv',
    (params) => ({
      ...snapOf(params),
      ...{ capacity: params.base_capacity, floor: params.floor_alpha, skip: params.skip },
    }),
    (told) => ({
      ...cutAnswers(told),
      head_capacity: { ours: barsOf(told.ran, 0, 'capacities').values, follows: true },
    }),
  ),
};
