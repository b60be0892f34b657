// Closer looks at a cache, by hand: needles, who needed a key, strips of layers, overlaps, heads that break.
import { beforeAll, describe, expect, it } from 'vitest';
import { buildBitset } from '../../../../src/core/mask/bitset.ts';
import { breakOf } from '../../../../src/domains/decode/looks/breaks.ts';
import { usesOf } from '../../../../src/domains/decode/looks/needed.ts';
import { fateOf } from '../../../../src/domains/decode/looks/needles.ts';
import { STATES, statesAt } from '../../../../src/domains/decode/looks/states.ts';
import { overlapsOf } from '../../../../src/domains/decode/looks/overlap.ts';
import type { Kernels } from '../../../../src/kernels/contract.ts';
import { loadKernels } from '../../../../src/kernels/index.ts';
import { askedBy } from '../../../../src/model/asked.ts';
import { headFromAttention, withUniformStart } from '../../../../src/methods/_shared/heads.ts';
import type { HeadCache } from '../../../../src/methods/decode.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await loadKernels();
});

/** A prompt of 4, then steps 4, 5 and 6; a number told at 1 and 2, answered at 5 and 6. */
const head = headFromAttention(
  withUniformStart(
    [
      [0.1, 0.5, 0.1, 0.1, 0.2],
      [0.1, 0.1, 0.6, 0.05, 0.05, 0.1],
      [0.2, 0.1, 0.1, 0.2, 0.1, 0.1, 0.2],
    ],
    7,
  ),
);
/** Key 1 leaves at 5, key 3 at 4; all that is held is read. */
const leaves = Int32Array.from([7, 5, 7, 4, 7, 7, 7]);
const evictor: HeadCache = {
  read: buildBitset(3, 7, (row, key) => key <= 4 + row && leaves[key]! > 4 + row),
  leaves,
};
/** Reads key 0 and itself, holds the rest. */
const reader: HeadCache = {
  read: buildBitset(3, 7, (row, key) => key === 0 || key === 4 + row),
  leaves: null,
};
const needle = { at: [5, 7], told: [[1, 3]] } as const;

describe('a needle in one head', () => {
  it('is lost with its first token, and half of it is still read', () => {
    expect(askedBy(needle)).toBe(4);
    // Step 4 asks for token 5 and reads 1 and 2; step 5 reads 2 alone.
    const { lost, read, wanted, got } = fateOf(needle, head, evictor, kernels);
    expect(lost).toBe(5);
    expect(read).toBeCloseTo((1 + 0.5) / 2);
    expect(wanted).toBeCloseTo((0.6 + 0.7) / 2, 5);
    expect(got).toBeCloseTo((0.6 + 0.6) / 2, 5);
  });

  it('is held and not read by a reader that looks elsewhere', () => {
    const fate = fateOf(needle, head, reader, kernels);
    expect([fate.lost, fate.read, fate.got]).toEqual([7, 0, 0]);
  });

  it('lives as long as one of its tellings', () => {
    const twice = { at: [6, 7], told: [[1, 2], [2, 3]] } as const; // prettier-ignore
    expect(fateOf(twice, head, evictor, kernels).lost).toBe(7);
  });
});

it('tells which steps would have used a key, and what it was to them', () => {
  const { weights, fates } = usesOf(1, 4, head, evictor, kernels);
  expect([...weights].map((weight) => weight.toFixed(2))).toEqual(['0.50', '0.10', '0.10']);
  expect([...fates]).toEqual([0, 2, 2]); // read, then gone
  expect([...usesOf(2, 4, head, reader, kernels).fates]).toEqual([1, 1, 1]); // held, never read
  expect(usesOf(6, 7, head, evictor, kernels).weights).toHaveLength(0);
});

it('lays a step out as a strip of keys', () => {
  const { held, read, gone } = STATES;
  expect([...statesAt(evictor, 1, 4)]).toEqual([read, gone, read, gone, read, read]);
  expect([...statesAt(reader, 0, 4)]).toEqual([read, held, held, held, read]);
});

it('counts what layers share, head by head and with the best head', () => {
  const set = (...keys: number[]) => [new Set(keys)];
  // Two layers of two heads: {0,1} {2,3}, then {2,3} {2,0}.
  const { same, best } = overlapsOf([
    [set(0, 1), set(2, 3)],
    [set(2, 3), set(2, 0)],
  ]);
  expect([...same]).toEqual([1, 0.25, 0.25, 1]);
  // Of the lower layer, {0,1} meets {2,0} by half and {2,3} meets {2,3} wholly.
  expect([...best]).toEqual([1, 0.75, 0.75, 1]);
});

it('holds what a head reads against the best that as many keys could hold', () => {
  const { sparsity, recall, bound, worst } = breakOf(head, reader, kernels);
  expect(sparsity).toBeCloseTo(1 - 6 / (5 + 6 + 7));
  // It reads .1 + .2, .1 + .1, .2 + .2; the two heaviest are .5 + .2, .6 + .1, .2 + .2.
  expect(recall).toBeCloseTo(0.9 / 3, 5);
  expect(bound).toBeCloseTo((0.7 + 0.7 + 0.4) / 3, 5);
  expect(worst.query).toBe(5);
  expect(worst.recall).toBeCloseTo(0.2, 5);
});
