// Shards of S2-Attention and what they look like together.
// Source: linxihui/dkernel, dkernel/utils.py.
import { causalTiles } from '../../../core/mask/ops.ts';
import type { TileMask } from '../../../core/mask/tiles.ts';
import type { Drawable, Stage } from '../../../core/trace.ts';
import type { AttentionHead } from '../../attention.ts';
import { maskStage, resultStage } from '../_shared/stages.ts';
import { count, list, whole } from '../../_shared/words.ts';

export interface ShardSettings {
  readonly stride: number;
  readonly local: number;
  readonly offset: number;
  readonly denseHeads: number;
  readonly same: boolean;
  readonly block: number;
}

/** Heads of a layer. Query heads of a group share the pattern of the keys they read. */
export interface Heads {
  /** Query heads, which shards are spread for even where they share keys. */
  readonly queries: number;
  /** Key heads, which have the patterns. */
  readonly keys: number;
}

/** Whether block J belongs to the shard of key head h. */
function inShard(
  J: number,
  h: number,
  { queries }: Heads,
  { stride, offset, same }: ShardSettings,
): boolean {
  const step = Math.max(1, Math.floor(stride / queries));
  return (J + (same ? 0 : h) * step + offset) % stride === 0;
}

/** What key head h keeps. */
export function headMask(n: number, h: number, heads: Heads, values: ShardSettings): TileMask {
  const dense = h >= heads.keys - values.denseHeads;
  return causalTiles(
    n,
    values.block,
    (I, J) => dense || I - J < values.local || inShard(J, h, heads, values),
  );
}

/** Maps of more blocks are not drawn head by head. */
const MOST_BLOCKS = 512;

/** Why head h holds block J while block row I is read: bit 1 as it is local, bit 2 as its own. */
function groupOf(nb: number, h: number, heads: Heads, values: ShardSettings) {
  const cells = new Uint8Array(nb * nb);
  const dense = h >= heads.keys - values.denseHeads;
  for (let J = 0; J < nb; J++) {
    const own = dense || inShard(J, h, heads, values) ? 2 : 0;
    for (let I = J; I < nb; I++) cells[I * nb + J] = own | (I - J < values.local ? 1 : 0);
  }
  return { label: dense ? `head ${h}, dense` : `head ${h}`, cells };
}

export function shardStages(
  head: AttentionHead,
  heads: Heads,
  values: ShardSettings,
  mask: TileMask,
): Stage[] {
  const { n, kvHead } = head;
  const { block, local, denseHeads } = values;
  const nb = mask.tileRows;
  const each = Array.from({ length: heads.keys }, (_, h) => headMask(n, h, heads, values));
  const any = (I: number, J: number) => each.some((other) => other.hasTile(I, J));
  const holes = causalTiles(n, block, (I, J) => !any(I, J));
  const holeCount = Array.from({ length: nb }, (_, J) => J).filter((J) => !any(nb - 1, J));
  const isDense = kvHead >= heads.keys - denseHeads;
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
  const groups = nb > MOST_BLOCKS ? [] : each.map((_, h) => groupOf(nb, h, heads, values));
  const drawn = (view: 'merged' | 'over-time', label: string): Drawable[] =>
    groups.length === 0
      ? []
      : [
          {
            kind: 'groups',
            ...{ view, rows: 'query-block', cols: 'key-block', size: nb, groups, chosen: kvHead },
            ...{ common: 'local blocks, read by all heads', own: 'shard of the head', label },
          },
        ];
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
        : `Head ${kvHead} of ${heads.keys} also keeps ${shard.length === 0 ? 'none of the blocks' : `blocks ${list(shard)}`}.`,
      causalTiles(n, block, (_, J) => isDense || shard.includes(J)),
      'shard',
      block,
    ),
    {
      id: 'merge',
      caption:
        holeCount.length === 0
          ? `The ${whole(heads.keys)} heads together read every block.`
          : `No head reads blocks ${list(holeCount)} from the last block row: ${count(holeCount.length, 'hole')} of ${whole(nb)}.`,
      drawables: [
        {
          kind: 'mask',
          mask: causalTiles(n, block, any),
          tile: block,
          label: 'union of all heads',
        },
        { kind: 'mask', mask: holes, tile: block, label: 'read by no head' },
        ...drawn('merged', 'heads laid over each other, block by block'),
      ],
    },
    {
      id: 'cache',
      caption: `At the end head ${kvHead} holds ${count(cached[kvHead]!.at(-1)!, 'block')} of ${whole(nb)} in its cache.`,
      drawables: [
        ...drawn('over-time', 'blocks in the cache of each head'),
        {
          kind: 'curve',
          x: 'query block',
          y: 'blocks in the cache',
          series: cached.map((values, h) => ({ label: `head ${h}`, values })),
          label: 'how many blocks each cache holds over time',
        },
      ],
    },
    resultStage(mask, 'The mask', block),
  ];
}
