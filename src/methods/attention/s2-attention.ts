// S2-Attention: every head keeps its own shard of the context, and together they keep all of it.
import { causalTiles } from '../../core/mask/ops.ts';
import type { TileMask } from '../../core/mask/tiles.ts';
import { clampParam, type ParamValues } from '../../core/params.ts';
import type { Stage } from '../../core/trace.ts';
import { defineAttention, type AttentionContext, type AttentionHead } from '../attention.ts';
import { wholeTilePairs } from './_block-rows.ts';
import { causalPairs, firstReaching, sinksAndWindowPairs } from './_budget.ts';
import { uniformHead } from './_facts.ts';
import { blocks, blockSize } from './_params.ts';
import { readMaskPairs } from './_reads.ts';
import { maskStage, resultStage } from './_stages.ts';
import { count, list, whole } from './_words.ts';

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

type Values = ParamValues<typeof params>;

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
    const kvHeads = countKvHeads(head, ctx);
    const mask = headMask(head.n, head.kvHead, kvHeads, values);
    return {
      mask,
      kernelPairs: wholeTilePairs(mask),
      estimationFlops: 0,
      decodeKeys: mask.rowCount(head.n - 1),
      trace: () => stages(head, kvHeads, values, mask),
    };
  },
  facts: [
    {
      name: 'head 1 of 4',
      why: 'Its shard is (J + 1) mod 4 = 0: blocks 3 and 7; every row also keeps its own block and the one before.',
      head: () => uniformHead(8, { heads: 4, head: 1 }),
      params: { stride: 4, local: 2, block: 1 },
      rows: [
        '#.......',
        '##......',
        '.##.....',
        '..##....',
        '...##...',
        '...###..',
        '...#.##.',
        '...#..##',
      ],
      pairs: 18,
      numbers: [
        { name: 'union of all heads: everything', read: readMaskPairs('merge'), expected: 36 },
      ],
    },
    {
      name: 'head 0 of 4',
      why: 'Shard {0, 4}: 15 pairs in the band; block 0 adds rows 2 … 7, block 4 adds rows 6 and 7.',
      head: () => uniformHead(8, { heads: 4, head: 0 }),
      params: { stride: 4, local: 2, block: 1 },
      pairs: 23,
    },
    {
      name: 'head 2 of 4',
      why: 'Shard {2, 6}: 15 pairs in the band; block 2 adds rows 4 … 7.',
      head: () => uniformHead(8, { heads: 4, head: 2 }),
      params: { stride: 4, local: 2, block: 1 },
      pairs: 19,
    },
    {
      name: 'head 3 of 4',
      why: 'Shard {1, 5}: 15 pairs in the band; block 1 adds rows 3 … 7, block 5 adds row 7.',
      head: () => uniformHead(8, { heads: 4, head: 3 }),
      params: { stride: 4, local: 2, block: 1 },
      pairs: 21,
    },
    {
      name: 'one shard for all leaves holes',
      why: 'All heads keep blocks 0 and 4 beside the band, as head 0 does: 23 of 36 pairs.',
      head: () => uniformHead(8, { heads: 4, head: 1 }),
      params: { stride: 4, local: 2, block: 1, same: true },
      pairs: 23,
      numbers: [{ name: 'union of all heads', read: readMaskPairs('merge'), expected: 23 }],
    },
    {
      name: 'a dense head',
      why: 'The last of two heads is dense.',
      head: () => uniformHead(8, { heads: 2, head: 1 }),
      params: { stride: 4, local: 1, block: 1, denseHeads: 1 },
      pairs: 36,
    },
  ],
});

/** Query heads that share keys share a pattern, so it is key heads that count. */
function countKvHeads(head: AttentionHead, ctx: AttentionContext): number {
  const siblings = ctx.siblings();
  return siblings.length === head.heads
    ? new Set(siblings.map((other) => other.kvHead)).size
    : head.heads;
}

/** Whether block J belongs to the shard of head h. */
function inShard(J: number, h: number, heads: number, { stride, offset, same }: Values): boolean {
  const step = Math.max(1, Math.floor(stride / heads));
  return (J + (same ? 0 : h) * step + offset) % stride === 0;
}

function headMask(n: number, h: number, heads: number, values: Values): TileMask {
  const dense = h >= heads - values.denseHeads;
  return causalTiles(
    n,
    values.block,
    (I, J) => dense || I - J < values.local || inShard(J, h, heads, values),
  );
}

function stages(head: AttentionHead, heads: number, values: Values, mask: TileMask): Stage[] {
  const { n, kvHead } = head;
  const { block, local, denseHeads } = values;
  const nb = mask.tileRows;
  const each = Array.from({ length: heads }, (_, h) => headMask(n, h, heads, values));
  const any = (I: number, J: number) => each.some((other) => other.hasTile(I, J));
  const holes = causalTiles(n, block, (I, J) => !any(I, J));
  const holeCount = Array.from({ length: nb }, (_, J) => J).filter((J) => !any(nb - 1, J));
  const isDense = kvHead >= heads - denseHeads;
  const shard = Array.from({ length: nb }, (_, J) => J).filter((J) =>
    inShard(J, kvHead, heads, values),
  );
  const cached = each.map((other) =>
    Float32Array.from({ length: nb }, (_, I) => {
      let blocksKept = 0;
      for (let J = 0; J <= I; J++) if (other.hasTile(I, J)) blocksKept++;
      return blocksKept;
    }),
  );
  return [
    maskStage(
      'local',
      `All heads read the newest ${count(Math.min(nb, local), 'block')} of ${block}.`,
      causalTiles(n, block, (I, J) => I - J < local),
      'local blocks',
      block,
    ),
    maskStage(
      'shard',
      isDense
        ? `Head ${kvHead} is one of ${count(denseHeads, 'dense head')}.`
        : `Head ${kvHead} of ${heads} also keeps ${shard.length === 0 ? 'none of the blocks' : `blocks ${list(shard)}`}.`,
      causalTiles(n, block, (_, J) => isDense || shard.includes(J)),
      'shard',
      block,
    ),
    {
      id: 'merge',
      caption:
        holeCount.length === 0
          ? `The ${whole(heads)} heads together read every block.`
          : `No head reads blocks ${list(holeCount)} from the last block row: ${count(holeCount.length, 'hole')} of ${whole(nb)}.`,
      drawables: [
        {
          kind: 'mask',
          mask: causalTiles(n, block, any),
          tile: block,
          label: 'union of all heads',
        },
        { kind: 'mask', mask: holes, tile: block, label: 'read by no head' },
        ...each.map((other, h) => ({
          kind: 'mask' as const,
          mask: other,
          tile: block,
          label: `head ${h}`,
        })),
      ],
    },
    {
      id: 'cache',
      caption: `At the end head ${kvHead} holds ${count(cached[kvHead]!.at(-1)!, 'block')} of ${whole(nb)} in its cache.`,
      drawables: [
        {
          kind: 'curve',
          x: 'query block',
          y: 'blocks in the cache',
          series: cached.map((values, h) => ({ label: `head ${h}`, values })),
          label: 'cache of each head over time',
        },
      ],
    },
    resultStage(mask, 'The mask', block),
  ];
}
