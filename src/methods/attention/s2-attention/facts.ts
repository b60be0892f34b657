// Worked examples of S2-Attention.
import type { AttentionFact } from '../../attention.ts';
import { uniformHead } from '../../_shared/heads.ts';
import { readMaskPairs } from '../_shared/reads.ts';

export const facts: readonly AttentionFact[] = [
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
];
