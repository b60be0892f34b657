// S2-Attention: every head keeps its own shard of the context, and together they keep all of it.
import { clampParam } from '../../../core/params.ts';
import { defineAttention, type AttentionContext, type AttentionHead } from '../../attention.ts';
import { wholeTilePairs } from '../_shared/block-rows.ts';
import { causalPairs, firstReaching, sinksAndWindowPairs } from '../_shared/budget.ts';
import { blocks, blockSize } from '../../_shared/params.ts';
import { facts } from './facts.ts';
import { headMask, shardStages } from './shards.ts';

const params = {
  stride: blocks(
    'Stride',
    6,
    'One block in so many belongs to a head’s shard; larger keeps less, and beyond the number of heads leaves holes.',
    { max: 64 },
  ),
  local: blocks(
    'Local blocks',
    2,
    'How many of the newest blocks each query reads, its own included; larger keeps more.',
  ),
  offset: blocks('Offset', 0, 'Shifts all shards along the text.', { min: 0, max: 63 }),
  denseHeads: {
    kind: 'integer',
    label: 'Dense heads',
    help: 'How many of the last heads stay dense; more keeps more.',
    min: 0,
    max: 64,
    default: 0,
    unit: 'heads',
  },
  same: {
    kind: 'boolean',
    label: 'Same shard for all heads',
    help: 'Gives every head the shard of the first, to compare: the union then has holes.',
    default: false,
  },
  block: blockSize(),
} as const;

export default defineAttention({
  id: 's2-attention',
  name: 'S2-Attention',
  domain: 'attention',
  summary:
    'Each head reads a local window and its own shard of blocks; all heads together miss nothing.',
  about:
    'The blocks of the context are dealt out to the heads of a layer like cards: head h gets every block ' +
    'whose number falls in its residue class, and all heads share a local window. One head sees little, the ' +
    'heads together see everything. A block that a head has dropped is never needed by it again, so the cache ' +
    'shrinks as well.',
  notice: [
    'Lay the masks of all heads over each other and the triangle turns solid, as long as the stride does not exceed the number of heads.',
    'Only the head whose shard holds block 0 sees the attention sink.',
    'Imposed on a model that was trained dense, it costs more than dynamic methods of equal density: it is made to be trained in.',
  ],
  differs: [
    'The pattern is laid over a model that was trained with dense attention; the original trains with it, which is where its quality comes from.',
    'Blocks of 16 suit short texts; the example of the original has blocks of 64, a stride of 8 and 32 local blocks for 32 heads.',
    'The README of the code says that an offset of n gives block 0 to head n; by the sign in the code it is the head with h·step ≡ −offset, which is what is done here.',
    'Where query heads share keys, shards are dealt to key heads, but the step between them is the stride over the number of query heads, as in the code; a stride beyond the number of key heads then leaves holes.',
    'The budget moves the local window and leaves the stride at the number of heads, so that no block is lost to all heads.',
  ],
  paper: {
    title:
      'Efficient LLM Training and Serving with Heterogeneous Context Sharding among Attention Heads',
    authors:
      'Xihui Lin, Yunan Zhang, Suyu Ge, Liliang Ren, Barun Patra, Vishrav Chaudhary, Hao Peng, Xia Song',
    year: 2024,
    arxiv: '2407.17678',
    repository: 'linxihui/dkernel',
  },
  tags: {
    unit: 'blocks',
    selection: 'static',
    training: 'learned',
    phase: 'both',
    role: 'system',
  },
  params,
  stages: [
    { id: 'local', title: 'Local blocks' },
    { id: 'shard', title: 'The head’s shard' },
    { id: 'merge', title: 'All heads together' },
    { id: 'cache', title: 'Blocks in the cache' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'Up to 25.3× faster attention than FlashAttention-2, 6× less time for training end to end, and 10× lower inference latency, with on-par quality.',
      source: 'Abstract, arXiv 2407.17678',
    },
    {
      text: 'Perfect retrieval of a needle over a context of 32k tokens.',
      source: 'Abstract, arXiv 2407.17678',
    },
  ],
  atBudget(budget, { n, heads }) {
    const nb = Math.max(1, Math.ceil(n / params.block.default));
    const stride = clampParam(params.stride, heads);
    // Blocks in the band, and one in `stride` of those below it.
    const kept = (local: number): number => {
      const band = sinksAndWindowPairs(nb, 0, local);
      return band + (causalPairs(nb) - band) / stride;
    };
    const local = firstReaching(1, nb, kept, budget * causalPairs(nb));
    return { stride, local: clampParam(params.local, local) };
  },
  select(head, values, ctx) {
    const heads = { queries: head.heads, keys: countKvHeads(head, ctx) };
    const mask = headMask(head.n, head.kvHead, heads, values);
    return {
      mask,
      kernelPairs: wholeTilePairs(mask),
      estimationFlops: 0,
      decodeKeys: mask.rowCount(head.n - 1),
      trace: () => shardStages(head, heads, values, mask),
    };
  },
  facts,
});

/** Query heads that share keys share a pattern, so it is key heads that count. */
function countKvHeads(head: AttentionHead, ctx: AttentionContext): number {
  const siblings = ctx.siblings();
  return siblings.length === head.heads
    ? new Set(siblings.map((other) => other.kvHead)).size
    : head.heads;
}
