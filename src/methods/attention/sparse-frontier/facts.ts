// Worked examples of the variants of The Sparse Frontier.
import type { AttentionFact, AttentionHead } from '../../attention.ts';
import { headFromAttention, headFromBlocks, withUniformStart } from '../../_shared/heads.ts';
import { readCut, readKernelPairs } from '../_shared/reads.ts';

/** Two last rows of eight; uniform attention before them, which the choice does not read. */
function probeRows(...rows: readonly (readonly number[])[]): AttentionHead {
  return headFromAttention(withUniformStart(rows, 8));
}

export const facts: readonly AttentionFact[] = [
  {
    name: 'vertical-slash',
    why: 'The worked example of MInference: columns {0, 2}, offsets {0, 4}.',
    head: () =>
      probeRows(
        [0.3, 0.02, 0.32, 0.02, 0.02, 0.04, 0.28],
        [0.3, 0.02, 0.02, 0.3, 0.02, 0.02, 0.02, 0.3],
      ),
    params: {
      ...{ variant: 'vertical-slash', block: 2, probe: 2, forcedColumns: 1, forcedOffsets: 1 },
      ...{ verticalSize: 2, slashSize: 2 },
    },
    pairs: 26,
    recall: { 6: 0.92, 7: 0.94 },
  },
  {
    name: 'blocks, three of them forced',
    why: 'Three blocks per row leave nothing to choose: row 3 keeps 0, 2 and 3 and drops block 1 with the best score. 3 · 4/2 + 3 = 9 blocks of 4 pairs, four of them on the diagonal.',
    head: () => headFromBlocks([[1], [2], [-1], [1]], [[1], [3], [-2], [0]], 2),
    params: { variant: 'block-sparse', block: 2, topBlocks: 3 },
    pairs: 32,
    numbers: [{ name: 'pairs in 9 whole blocks', read: readKernelPairs, expected: 36 }],
  },
  {
    name: 'coverage of single tokens',
    why: 'Sorted columns sum to .375, .575 and .75 > .6: the three columns 0, 6 and 7, and so the diagonals 0, 6 and 7. Block rows compute [0,2); [2,4) and column 0; [4,6) and column 0; [0,2) and [6,8).',
    head: () =>
      probeRows(
        [0.4, 0.05, 0.05, 0.05, 0.05, 0.05, 0.35],
        [0.35, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.35],
      ),
    params: {
      ...{ variant: 'flexprefill', block: 2, probe: 2, forcedColumns: 1, forcedOffsets: 1 },
      ...{ alpha: 0.6, minBudget: 1 },
    },
    rows: [
      '#.......',
      '##......',
      '#.#.....',
      '#.##....',
      '#...#...',
      '#...##..',
      '##....#.',
      '##....##',
    ],
    pairs: 20,
    numbers: [{ name: 'columns to cover α, less one', read: readCut('cover', 0), expected: 2 }],
  },
];
