// The strided Sparse Transformer in terms of its published code.
import type { Rules } from '../mapping.ts';
import { heads } from './_heads.ts';

interface Asked {
  readonly attn_mode: 'local' | 'strided' | 'merged';
  readonly local_attn_ctx: number;
}

const STEPS = { local: 'local', strided: 'far', merged: 'merged' } as const;

export const rules: Rules = {
  sparse_transformer: heads<Asked>(({ attn_mode, local_attn_ctx }) => ({
    ...{ pattern: 'strided', stride: local_attn_ctx, steps: STEPS[attn_mode] },
  })),
};
