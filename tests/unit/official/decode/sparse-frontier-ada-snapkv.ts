// Ada-SnapKV of The Sparse Frontier in terms of its published code.
import type { Rules } from '../mapping.ts';
import { cutBy } from './sparse-frontier-snapkv.ts';

export const rules: Rules = {
  sparse_frontier_ada_snapkv: cutBy('sparse-frontier-ada-snapkv', (asked) => ({
    floor: asked.min_head_capacity_ratio!,
  })),
};
