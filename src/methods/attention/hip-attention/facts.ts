// Worked examples of HiP.
import { matrixOf } from '../../../core/tensor.ts';
import type { AttentionFact } from '../../attention.ts';
import { headFrom, uniformHead } from '../../_shared/heads.ts';
import { readBar, readKernelPairs } from '../_shared/reads.ts';

/** Eight keys with these scores for a last query of 1; other queries see the same. */
const scored = (scores: readonly number[]) => () =>
  headFrom(matrixOf(scores.map(() => [1])), matrixOf(scores.map((score) => [score])));

const params = {
  queryBlock: 1,
  keyBlock: 1,
  keys: 2,
  window: 0,
  sinks: 0,
};

export const facts: readonly AttentionFact[] = [
  {
    name: 'a peak behind a low representative is missed',
    why: 'Row 7 has stretches 0–3 and 4–7. Halves begin with scores 5, 2, 3 and 0: 0 and 4 stay. Their halves score 5, 1, 3, 1: {0, 4}. Block 7 with 9 is lost, as its half began with 0. In row 6 halves 1–2 and 5–6 both begin with 1, and the earlier stays.',
    head: scored([5, 1, 2, 0, 3, 1, 0, 9]),
    params,
    rows: [
      '#.......',
      '##......',
      '#.#.....',
      '#.#.....',
      '#.#.....',
      '#...#...',
      '#.#.....',
      '#...#...',
    ],
    numbers: [{ name: 'the score that was missed', read: readBar('found', 0, 7), expected: 9 }],
  },
  {
    name: 'a search that finds one of the two best',
    why: 'Row 7: halves begin with 1, 3, 2 and 5, so stretches 2–3 and 6–7 stay; of 3, 0, 5 and 1 the search keeps {2, 6}. The best two are 5 and 6.',
    head: scored([1, 4, 3, 0, 2, 6, 5, 1]),
    params: { ...params, queryBlock: 8, everySecond: false },
    rows: [
      '#.......',
      '.#......',
      '..#.....',
      '..#.....',
      '..#.....',
      '..#.....',
      '..#...#.',
      '..#...#.',
    ],
    numbers: [
      // All eight queries share the search of the last; the first two find neither key and keep their own.
      { name: 'pairs computed: 8 · 2, and 2 diagonals', read: readKernelPairs, expected: 18 },
    ],
  },
  {
    name: 'everything fits',
    why: 'With as many keys as there are before the window no search is made: dense.',
    head: () => uniformHead(8),
    params: { ...params, keys: 8 },
    pairs: 36,
  },
  {
    name: 'sinks, window and one block',
    why: 'Queries in pairs. The last pair searches keys 0 … 5, in three blocks of 2 which all score alike, with a beam of one: of two halves with equal scores the first stays, so block 0. Sink 0 lies in it; the window is keys 6 and 7.',
    head: () => uniformHead(8),
    params: { queryBlock: 2, keyBlock: 2, keys: 2, window: 2, sinks: 1 },
    rows: [
      '#.......',
      '##......',
      '###.....',
      '####....',
      '##..#...',
      '##..##..',
      '##....#.',
      '##....##',
    ],
    numbers: [{ name: 'pairs computed: 4 + 3 · 8', read: readKernelPairs, expected: 28 }],
  },
];
