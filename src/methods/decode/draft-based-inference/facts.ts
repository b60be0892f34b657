// Worked examples of SpecKV and SpecPC.
import { headFromAttention, uniformHead, withUniformStart } from '../../_shared/heads.ts';
import type { DecodeFact, DecodeHead } from '../../decode.ts';

/** Rows 6 and 7 of a prompt of eight, and two of a draft, over the six keys before them. */
const ROWS = [
  [0.3, 0.02, 0.02, 0.02, 0.02, 0.1],
  [0.1, 0.02, 0.02, 0.05, 0.02, 0.2],
  [0.05, 0.02, 0.4, 0.02, 0.02, 0.05],
  [0.05, 0.02, 0.02, 0.02, 0.45, 0.05],
];
const SCORES = [0.9, 0.05, 0.1, 0.02, 0.03, 0.6, 0.04, 0.3, 0.02, 0.01, 0.05, 0.2];

const KV = { variant: 'speckv', capacity: 4, window: 1, kernel: 1 } as const;
const PC = { variant: 'specpc', capacity: 6, window: 2, neighbours: 3, lookAhead: 1 } as const;

export const facts: readonly DecodeFact[] = [
  {
    name: 'two tokens ahead',
    why: 'The largest of four rows are .30 .02 .40 .05 .45 .20: keys 0, 2 and 4 stay with the last two.',
    ...cut(2),
    params: KV,
    rows: [[['#.#.#.###']]],
  },
  {
    name: 'pooled over three',
    why: 'Pooled to .30 .40 .40 .45 .45 .45: keys 3, 4 and 5; neighbours of key 4 are bought for keys 0 and 2.',
    ...cut(2),
    params: { ...KV, kernel: 3 },
    rows: [[['...######']]],
  },
  {
    name: 'nothing ahead',
    why: 'The end of the prompt alone, by the mean, is SnapKV: keys 0, 3 and 5; both 2 and 4, needed later, are lost.',
    ...cut(0),
    params: { ...KV, lookAhead: 0, over: 'mean', pooling: 'average' },
    rows: [[['#..#.####']]],
  },
  {
    name: 'a shortened prompt',
    why: 'Peaks 0, 1, 4, 5, 6, 7 bring neighbours: 0 1 2 4 3 5 …; after the window 10 and 11 there is room for 0, 1, 2 and 4, and token 5, with a score of .6, is lost to them.',
    prompt: 12,
    layers: () => [[uniformHead(13)]],
    draft: () => ({
      prompt: 12,
      ids: new Uint32Array(1),
      heads: [[scored(SCORES)]],
      ahead: [],
    }),
    params: PC,
    rows: [[['###.#.....###']]],
  },
  {
    name: 'a prompt that fits',
    why: 'Twelve tokens are no more than the capacity: the model sees all of them.',
    prompt: 12,
    layers: () => [[uniformHead(13)]],
    draft: () => ({
      prompt: 12,
      ids: new Uint32Array(1),
      heads: [[scored(SCORES)]],
      ahead: [],
    }),
    params: { ...PC, capacity: 12 },
    rows: [[['#############']]],
  },
];

/** The prompt of eight, one token after it, and so many rows of the draft. */
function cut(ahead: 0 | 2): Pick<DecodeFact, 'prompt' | 'layers' | 'draft'> {
  return {
    prompt: 8,
    layers: () => [[uniformHead(9)]],
    draft: () => ({
      prompt: 8,
      ids: new Uint32Array(ahead),
      heads: [],
      ahead: [[judging(ROWS.slice(0, 2 + ahead))]],
    }),
  };
}

/** Rows from 6 on; what a row leaves goes to itself. */
function judging(rows: readonly (readonly number[])[]): DecodeHead {
  const whole = rows.map((row, at) => {
    const own = 1 - row.reduce((a, b) => a + b, 0);
    return [...row, ...Array.from({ length: at }, () => 0), own];
  });
  return headFromAttention(withUniformStart(whole, 6 + rows.length));
}

/** A draft's head whose last row of the prompt pays in proportion to `scores`; and the token it wrote. */
function scored(scores: readonly number[]): DecodeHead {
  const sum = scores.reduce((a, b) => a + b, 0);
  const after = Array.from({ length: scores.length + 1 }, () => 1 / (scores.length + 1));
  return headFromAttention([
    ...withUniformStart([scores.map((score) => score / sum)], scores.length),
    after,
  ]);
}
