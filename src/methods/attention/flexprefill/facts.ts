// Worked examples of FlexPrefill.
import type { AttentionFact } from '../../attention.ts';
import {
  headFromAttention,
  headFromLogits,
  uniformHead,
  withUniformStart,
} from '../../_shared/heads.ts';
import { readBar, readCell, readCut, readDial, readKernelPairs } from '../_shared/reads.ts';

const lines = () =>
  headFromAttention(
    withUniformStart(
      [
        [0.4, 0.05, 0.05, 0.05, 0.05, 0.05, 0.35],
        [0.35, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.35],
      ],
      8,
    ),
  );

/** Rows of attention between blocks of 2. */
const W = [[1], [0.7, 0.3], [0.5, 0.1, 0.4], [0.25, 0.05, 0.1, 0.6]];

/** Each token scores each key of a block like the block itself. */
const even = () =>
  headFromLogits(
    Array.from({ length: 8 }, (_, i) =>
      // The last key of a row's own block lies in its future, but its mean counts it.
      Array.from({ length: 8 }, (_, j) => Math.log(W[i >> 1]![j >> 1] ?? 1)),
    ),
  );

const sparse = [
  '#.......',
  '##......',
  '###.....',
  '####....',
  '##..#...',
  '##..##..',
  '##....#.',
  '##....##',
];

const params = { block: 2, minBudget: 1 };

export const facts: readonly AttentionFact[] = [
  {
    name: 'vertical-slash',
    why: 'Sorted columns sum to .375, .575, then .75 > .6: three tokens, so ⌊3/2⌋ + 1 = 2 blocks; the same for diagonals. Blocks pool to .425, .10, .10, .375 and offsets to .40, .10, .10, .40, so blocks and offsets 0 and 3 stay. Rows 0 to 5 of the example are filled with uniform attention.',
    head: lines,
    params: { ...params, gamma: 0.6, tau: 0.1 },
    rows: sparse,
    numbers: [
      { name: 'columns to cover γ, less one', read: readCut('cover', 0), expected: 2 },
      { name: 'diagonals to cover γ, less one', read: readCut('cover', 1), expected: 2 },
      { name: 'mass of column block 0', read: readBar('lines', 0, 0), expected: 0.425 },
      { name: 'mass of column block 3', read: readBar('lines', 0, 3), expected: 0.375 },
      { name: 'mass of block offset 0', read: readBar('lines', 1, 0), expected: 0.4 },
      { name: 'mass of block offset 3', read: readBar('lines', 1, 3), expected: 0.4 },
      {
        // Geometric means per block, with logit 0 for the one pair in the future, over their sum:
        // .00035^¼ : .05 : .05 : .006125^¼.
        name: 'guess for block 0',
        read: readBar('switch', 0, 0),
        expected: 0.2648,
      },
      { name: 'distance of guess and truth', read: readDial('switch'), expected: 0.13048 },
      { name: 'pairs in 7 whole blocks', read: readKernelPairs, expected: 28 },
    ],
  },
  {
    name: 'query-aware, global sort',
    why: 'γ · 4 = 3.0. Sorted, 1 + .7 + .6 + .5 = 2.8, and .4 more would exceed it: blocks (0,0), (1,0), (3,3) and (2,0). The first column and the diagonal stay in any case.',
    head: even,
    params: { ...params, gamma: 0.75, tau: 0.5 },
    rows: sparse,
    numbers: [
      { name: 'score of block (1, 0)', read: readCell('global', 1, 0), expected: 0.7 },
      { name: 'score of block (3, 3)', read: readCell('global', 3, 3), expected: 0.6 },
      { name: 'blocks picked, less one', read: readCut('global', 0), expected: 3 },
      {
        // True masses of blocks in rows 6 and 7 are .5 .1 .2 .6 over 1.4 and .5 .1 .2 1.2 over 2.
        name: 'true mass of block 3',
        read: readBar('switch', 1, 3),
        expected: (0.6 / 1.4 + 0.6) / 2,
      },
      { name: 'distance of guess and truth', read: readDial('switch'), expected: 0.06105 },
    ],
  },
  {
    name: 'short texts stay dense',
    why: 'Four tokens are no more than two blocks of 2.',
    head: () => uniformHead(4),
    params: { ...params, gamma: 0.6 },
    pairs: 10,
  },
  {
    name: 'a budget as long as the text stays dense',
    why: 'A smallest budget of 7 tokens rounds up to four blocks of 2, which are all 8 tokens.',
    head: lines,
    params: { ...params, gamma: 0.6, minBudget: 7 },
    pairs: 36,
  },
  {
    name: 'the largest budget cuts',
    why: 'To cover .88 takes six columns (.375, .575, .75, .8, .85, .9), so ⌊6/2⌋ + 1 = 4 blocks; a largest budget of 2 tokens leaves one, which is block 0, and likewise offset 0.',
    head: lines,
    params: { ...params, gamma: 0.88, tau: 0, maxBudget: 2 },
    rows: sparse,
    numbers: [{ name: 'columns to cover γ, less one', read: readCut('cover', 0), expected: 5 }],
  },
];
