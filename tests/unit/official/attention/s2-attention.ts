// S2-Attention in terms of its published code, whose masks do not depend on what is in the heads.
import type { NpyArray } from '../../../../src/core/npy.ts';
import type { Rules } from '../mapping.ts';
import { heads } from './_heads.ts';

interface Asked {
  readonly block_size: number;
  readonly local_blocks: number;
  readonly vert_stride: number;
  readonly num_heads: number;
  readonly num_kv_heads?: number;
  readonly head_sliding_offset?: number;
  readonly num_dense_heads?: number;
}

export const rules: Rules = {
  s2attention: heads<Asked>(
    (asked) => ({
      ...{ block: asked.block_size, local: asked.local_blocks, stride: asked.vert_stride },
      ...{ offset: asked.head_sliding_offset ?? 0, denseHeads: asked.num_dense_heads ?? 0 },
    }),
    {
      also: { recall: 'of heads that are repeated here to be as many as the case asks for' },
      with({ about, input }) {
        const { num_heads, num_kv_heads = num_heads } = about.params as unknown as Asked;
        const [q, k] = [repeated(input('q'), num_heads), repeated(input('k'), num_kv_heads)];
        return { tensors: { q, k, v: k } };
      },
    },
  ),
};

/** As many heads as are asked for, from the first on and over again. */
function repeated({ shape, dtype, bytes }: NpyArray, count: number): NpyArray {
  const [there = 1, ...size] = shape;
  const length = bytes.length / there;
  const all = new Uint8Array(count * length);
  for (let h = 0; h < count; h++) {
    const from = (h % there) * length;
    all.set(bytes.subarray(from, from + length), h * length);
  }
  return { shape: [count, ...size], dtype, bytes: all };
}
