// Ada-SnapKV of The Sparse Frontier in terms of its published code.
import type { Rules } from '../mapping.ts';
import { cutBy, type Asked } from './sparse-frontier-snapkv.ts';

type AdaAsked = Asked & { readonly min_head_capacity_ratio: number };

export const rules: Rules = {
  sparse_frontier_ada_snapkv: cutBy<AdaAsked>('sparse-frontier-ada-snapkv', (asked) => ({
    floor: asked.min_head_capacity_ratio,
  })),
};
