// MoBA in terms of its published code.
import type { Rules } from '../mapping.ts';
import { chunks, heads } from './_heads.ts';

interface Asked {
  readonly moba_chunk_size: number;
  readonly moba_topk: number;
}

export const rules: Rules = {
  moba: heads<Asked>(
    ({ moba_chunk_size, moba_topk }) => ({ block: moba_chunk_size, topBlocks: moba_topk }),
    { also: { selected_chunks: (found, { moba_chunk_size }) => chunks(found, moba_chunk_size) } },
  ),
};
