// What a cache reads, holds and misses, by hand.
import { expect, it } from 'vitest';
import { buildBitset } from '../../../../src/core/mask/bitset.ts';
import { bytesOf, heldAt, mean, seenBy } from '../../../../src/domains/decode/measure.ts';
import type { HeadCache } from '../../../../src/methods/decode.ts';

const N = 6;
const PROMPT = 4;
/** Keys 0 and 1 stay, 2 leaves at 4, 3 at 5; what is written stays. Steps 4 and 5 read what is held. */
const leaves = Int32Array.from([6, 6, 4, 5, 6, 6]);
const evictor: HeadCache = {
  read: buildBitset(2, N, (row, key) => key <= PROMPT + row && leaves[key]! > PROMPT + row),
  leaves,
};
const reader: HeadCache = { read: buildBitset(2, N, (_, key) => key === 0), leaves: null };

it('counts what is there', () => {
  expect(seenBy({ n: N, prompt: PROMPT })).toBe(5 + 6);
  expect([heldAt(evictor, 4), heldAt(evictor, 5)]).toEqual([4, 4]);
  expect(heldAt(reader, 5)).toBe(6);
  expect(evictor.read.count()).toBe(4 + 4);
  expect(mean(Float32Array.of(0.25, 0.75))).toBe(0.5);
});

it('counts bytes over layers and heads, and once what grouped heads share', () => {
  const shape = { n: N, prompt: PROMPT, d: 8, heads: 2 };
  const subject = (kvHeads: number) => ({ ...shape, kvHeads }) as Parameters<typeof bytesOf>[1];
  const key = 2 * 8 * 2; // a key and a value of 8 numbers in float16
  const caches = [[evictor, { ...reader, estimatorBytes: 10 }]];
  expect(bytesOf({ caches }, subject(2))).toEqual({
    bytesRead: (key * (8 + 2) + 10) / 2,
    bytesSeen: (key * 2 * 11) / 2,
    bytesHeld: key * (4 + 6),
    bytesFull: key * 2 * 6,
  });
  // The reader reads key 0 only, which the evictor reads too.
  expect(bytesOf({ caches }, subject(1))).toEqual({
    bytesRead: (key * 8 + 10) / 2,
    bytesSeen: (key * 11) / 2,
    bytesHeld: key * 6,
    bytesFull: key * 6,
  });
});
