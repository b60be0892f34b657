// SnapKV in terms of its published code.
import type { Rules } from '../mapping.ts';
import { caches, cutAnswers, snapOf } from './_caches.ts';

type Asked = Parameters<typeof snapOf>[0] & { readonly max_capacity_prompt: number };

export const rules: Rules = {
  snapkv: caches<Asked>(
    'snapkv',
    (params) => ({ ...snapOf(params), capacity: params.max_capacity_prompt }),
    cutAnswers,
  ),
};
