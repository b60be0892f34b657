// Worked examples of block top-k.
import { matrixOf } from '../../../core/tensor.ts';
import type { AttentionFact } from '../../attention.ts';
import { headFrom, headFromBlocks } from '../../_shared/heads.ts';
import { readCell, readKernelPairs } from '../_shared/reads.ts';

const fourBlocks = () => headFromBlocks([[1], [2], [-1], [1]], [[1], [3], [-2], [0]], 2);

const column = (values: readonly number[]) => matrixOf(values.map((value) => [value]));

/** Queries that turn around, and keys that are even within blocks of 2. */
const turning = () =>
  headFrom(column([1, 1, 1, 1, 1, -1, 1, -1]), column([0.5, 0.5, 2, 2, -1, -1, 3, 3]));

/** The first block holds opposite keys. */
const opposite = () => headFrom(column([1, 1, 1, 1, 1, 1]), column([3, -3, 1, 1, 0, 0]));

export const facts: readonly AttentionFact[] = [
  {
    name: 'nothing forced',
    why: 'Block row 2 scores −1, −3, 2 and keeps 0 and 2; block row 3 scores 1, 3, −2, 0 and drops its own block. Seven tiles of 4 pairs, less one pair in each of the three diagonal tiles.',
    head: fourBlocks,
    params: { variant: 'pooled', block: 2, topBlocks: 2 },
    rows: [
      '#.......',
      '##......',
      '###.....',
      '####....',
      '##..#...',
      '##..##..',
      '####....',
      '####....',
    ],
    pairs: 25,
    numbers: [
      { name: 'score of block 1 in row 3', read: readCell('scores', 3, 1), expected: 3 },
      { name: 'pairs in seven whole blocks', read: readKernelPairs, expected: 28 },
    ],
  },
  {
    name: 'first, own and previous block forced',
    why: 'With three blocks per row everything is forced: row 3 keeps 0, 2 and 3 and has to drop block 1, its best.',
    head: fourBlocks,
    params: { variant: 'forced', block: 2, topBlocks: 3 },
    rows: [
      '#.......',
      '##......',
      '###.....',
      '####....',
      '#####...',
      '######..',
      '##..###.',
      '##..####',
    ],
    pairs: 32,
  },
  {
    name: 'each query for itself',
    why: 'Queries 5 and 7 are −1 and so prefer the lowest keys: −.5, −2, 1 keeps blocks 0 and 2, and so does −.5, −2, 1, −3. Query 6 keeps 3 and 2, that is blocks 3 and 1.',
    head: turning,
    params: { variant: 'per-token', block: 2, topBlocks: 2 },
    rows: [
      '#.......',
      '##......',
      '###.....',
      '####....',
      '####....',
      '##..##..',
      '..##..#.',
      '##..##..',
    ],
    pairs: 25,
  },
  {
    name: 'opposite keys are invisible to a mean',
    why: 'Block 0 averages 3 and −3 to 0, so queries 4 and 5 prefer block 1 with mean 1.',
    head: opposite,
    params: { variant: 'per-token', block: 2, topBlocks: 1 },
    rows: ['#.....', '##....', '..#...', '..##..', '..##..', '..##..'],
  },
  {
    name: 'opposite keys are visible to a bound',
    why: 'The largest key of block 0 is 3, above 1 and 0.',
    head: opposite,
    params: { variant: 'bounds', block: 2, topBlocks: 1 },
    rows: ['#.....', '##....', '##....', '##....', '##....', '##....'],
    numbers: [{ name: 'bound of block 0', read: readCell('scores', 5, 0), expected: 3 }],
  },
];
