// Worked examples of MoA.
import { matrix, type Matrix } from '../../../core/tensor.ts';
import type { AttentionFact } from '../../attention.ts';
import { uniformHead } from '../../_shared/heads.ts';
import { TABLE } from './plan.ts';
import { readNumber } from '../_shared/reads.ts';

/**
 * Two heads at 128 tokens. Head 0 loses 1.0 with a window of one block, .2 with two, .1 up to six and
 * nothing beyond; head 1 loses 6, 5, 5, 2 and from seven blocks on nothing.
 */
function twoHeads(): ReadonlyMap<string, Matrix> {
  const nb = 8;
  const table = matrix(2 * nb, nb);
  // Tile (I, J) with J = 1: its offset I − 1 is what a window must exceed to keep it.
  const put = (head: number, offset: number, influence: number) => {
    table.data[(head * nb + 1 + offset) * nb + 1] = influence;
  };
  put(0, 1, 0.8);
  put(0, 2, 0.1);
  put(0, 6, 0.1);
  put(1, 1, 1);
  put(1, 3, 3);
  put(1, 6, 2);
  return new Map([['length_128', table]]);
}

const plan = { lengths: 'one', density: 0.625, alphaStep: 16 } as const;

const site = (head: number) => () => uniformHead(128, { heads: 2, head });

export const facts: readonly AttentionFact[] = [
  {
    name: 'span of half the text',
    why: 'α = 0, β = ½ at 8 blocks of one token: a window of 4 beside block 0. The last row holds 5 of 8.',
    head: () => uniformHead(8),
    params: { plan: 'by-hand', alpha: 0, beta: 0.5, block: 1 },
    rows: [
      '#.......',
      '##......',
      '###.....',
      '####....',
      '#####...',
      '#.####..',
      '#..####.',
      '#...####',
    ],
    numbers: [
      { name: 'keys in the cache', read: ({ decodeKeys }) => Number(decodeKeys), expected: 5 },
    ],
  },
  {
    name: 'a fixed span',
    why: 'α = 2 tokens whatever the length, and block 0.',
    head: () => uniformHead(6),
    params: { plan: 'by-hand', alpha: 2, beta: 0, block: 1 },
    rows: ['#.....', '##....', '###...', '#.##..', '#..##.', '#...##'],
  },
  {
    name: 'the head that needs less',
    why: 'Ten blocks for two heads: windows of 1, 2, 4, 8 blocks hold 2, 3, 5, 8. One block for head 0 (loss 1.0) and all for head 1 (loss 0) beat any other split; 5 + 5 would lose .1 + 2. Of 7 in all 1/7 is lost, with one rule 2.1/7. Head 0 keeps its own and the first block: 8 · 136 + 7 · 256 pairs.',
    head: site(0),
    assets: { [TABLE]: twoHeads() },
    params: plan,
    pairs: 2880,
    numbers: [
      { name: 'share lost', read: readNumber('spans', 'influence left out'), expected: 1 / 7 },
      {
        name: 'share lost with one rule',
        read: readNumber('spans', 'with one rule for all'),
        expected: 2.1 / 7,
      },
      {
        name: 'the plan is the best one',
        read: readNumber('spans', 'still possible at most'),
        expected: 0,
      },
      { name: 'cache density', read: readNumber('spans', 'cache density at 128'), expected: 0.625 },
    ],
  },
  {
    name: 'the head that needs all',
    why: 'Head 1 of the same plan is dense: 128 · 129/2 pairs.',
    head: site(1),
    assets: { [TABLE]: twoHeads() },
    params: plan,
    pairs: 8256,
  },
  {
    name: 'one rule for all heads',
    why: 'Five blocks each: a window of four and the first. Four block rows are complete, and 16 · 16 pairs are dropped for each of 0 + 0 + 0 + 0 + 0 + 1 + 2 + 3 blocks.',
    head: site(1),
    assets: { [TABLE]: twoHeads() },
    params: { ...plan, plan: 'uniform' },
    pairs: 8256 - 6 * 256,
  },
];
