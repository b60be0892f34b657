// Worked examples of MInference.
import { matrixOf } from '../../../core/tensor.ts';
import type { AttentionFact } from '../../attention.ts';
import {
  headFrom,
  headFromAttention,
  headFromBlocks,
  uniformHead,
  withUniformStart,
} from '../../_shared/heads.ts';
import { readBar, readBarSum, readKernelPairs, readMaskPairs } from '../_shared/reads.ts';

/** Two probe rows of eight keys: key 0, the diagonal of offset 4, and themselves. */
const lines = () =>
  headFromAttention(
    withUniformStart(
      [
        [0.3, 0.02, 0.32, 0.02, 0.02, 0.04, 0.28],
        [0.3, 0.02, 0.02, 0.3, 0.02, 0.02, 0.02, 0.3],
      ],
      8,
    ),
  );

const sizes = {
  pattern: 'vertical-slash',
  block: 2,
  lastQ: 2,
  forcedColumns: 1,
  forcedOffsets: 1,
  verticalSize: 2,
  slashSize: 2,
} as const;

export const facts: readonly AttentionFact[] = [
  {
    name: 'columns and diagonals as the kernel computes them',
    why: 'Columns {0, 2} and offsets {0, 4} win. Block rows compute [0,2); [2,4) and column 0; [0,2), [4,6) and column 2; [2,4), [6,8) and column 0. Rows 0 to 5 of the example are filled with uniform attention, which the choice does not read.',
    head: lines,
    params: { ...sizes, mask: 'kernel' },
    rows: [
      '#.......',
      '##......',
      '#.#.....',
      '#.##....',
      '###.#...',
      '###.##..',
      '#.##..#.',
      '#.##..##',
    ],
    pairs: 26,
    recall: { 6: 0.92, 7: 0.94 },
    numbers: [
      { name: 'column sum of key 0', read: readBar('sums', 0, 0), expected: 0.6 },
      { name: 'column sum of key 2', read: readBar('sums', 0, 2), expected: 0.34 },
      { name: 'column sum of key 3', read: readBar('sums', 0, 3), expected: 0.32 },
      { name: 'slash sum of offset 0', read: readBar('sums', 1, 0), expected: 0.58 },
      { name: 'slash sum of offset 4', read: readBar('sums', 1, 4), expected: 0.62 },
      { name: 'slash sum of offset 6', read: readBar('sums', 1, 6), expected: 0.32 },
      { name: 'all column sums', read: readBarSum('sums', 0), expected: 2 },
      { name: 'all slash sums', read: readBarSum('sums', 1), expected: 2 },
      { name: 'pairs computed: 2·2 + 2·3 + 2·5 + 2·5', read: readKernelPairs, expected: 30 },
      { name: 'pairs in tiles over diagonals', read: readMaskPairs('tiles'), expected: 20 },
    ],
  },
  {
    name: 'the same lines, ideal',
    why: 'Column 0 or 2, or offset 0 or 4: rows keep 1, 2, 2, 3, 3, 4, 3 and 4 keys.',
    head: lines,
    params: { ...sizes, mask: 'ideal' },
    rows: [
      '#.......',
      '##......',
      '#.#.....',
      '#.##....',
      '#.#.#...',
      '###..#..',
      '#.#...#.',
      '#.##...#',
    ],
    pairs: 22,
  },
  {
    name: 'a diagonal from end to end',
    why: 'With all 8 offsets every pair is kept, whatever the columns.',
    head: lines,
    params: { ...sizes, slashSize: 8 },
    pairs: 36,
  },
  {
    name: 'block-sparse, nothing forced',
    why: 'Products of the pooled values: row 2 scores −1, −3, 2 and keeps blocks 0 and 2; row 3 scores 1, 3, −2, 0 and drops its own block. 3 + 4 + 3 + 4 + 3 + 8 pairs.',
    head: () => headFromBlocks([[1], [2], [-1], [1]], [[1], [3], [-2], [0]], 2),
    params: { pattern: 'block-sparse', block: 2, topBlocks: 2 },
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
    numbers: [{ name: 'pairs in 7 whole blocks', read: readKernelPairs, expected: 28 }],
  },
  {
    name: 'block-sparse with a padded last block',
    why: 'The last block holds one real row and one of zeros, so its means are 4/2 and 3/2: it scores 2·1.5 = 3 against 2·2 = 4 for block 0. Without the padding it would win, 12 against 8.',
    head: () => headFrom(matrixOf([[1], [1], [4]]), matrixOf([[2], [2], [3]])),
    params: { pattern: 'block-sparse', block: 2, topBlocks: 1 },
    rows: ['#..', '##.', '##.'],
  },
  {
    name: 'A-shape',
    why: 'The dropped pairs form a triangle of side 16 − 2 − 4 = 10: 136 − 55.',
    head: () => uniformHead(16),
    params: { pattern: 'a-shape', initial: 2, local: 4, block: 4 },
    pairs: 81,
    numbers: [
      {
        name: 'pairs in the tiles touched: 1 + 2 + 3 + 3 of 4 × 4',
        read: readKernelPairs,
        expected: 144,
      },
    ],
  },
];
