// The oracles really are the best of their kind.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mask } from '../../../src/core/mask/mask.ts';
import { causalTiles, equals } from '../../../src/core/mask/ops.ts';
import { concentration } from '../../../src/methods/attention/oracle/largest.ts';
import { largestPairs, tileSums } from '../../../src/methods/attention/oracle/choices.ts';
import dense from '../../../src/methods/attention/dense.ts';
import oracle from '../../../src/methods/attention/oracle/oracle.ts';
import { contextFor, kernels, randomHead, recallOf, run } from './harness.ts';

const seed = fc.integer({ min: 0, max: 10_000 });
const length = fc.integer({ min: 1, max: 40 });

function mass(probs: Float32Array, mask: Mask): number {
  return kernels.recallRows(probs, mask, 0, mask.rows).reduce((a, b) => a + b, 0);
}

describe('largest weights of the map', () => {
  it('beat every other mask of four tokens without empty rows', () => {
    const cells = Array.from({ length: 4 }, (_, i) =>
      Array.from({ length: i + 1 }, (_, j) => [i, j] as const),
    ).flat();
    for (let s = 0; s < 20; s++) {
      const probs = contextFor(randomHead(s, 4)).dense();
      const best = new Float64Array(11);
      for (let subset = 0; subset < 1 << cells.length; subset++) {
        const kept = cells.filter((_, bit) => (subset >> bit) & 1);
        if (new Set(kept.map(([i]) => i)).size < 4) continue;
        const sum = kept.reduce((total, [i, j]) => total + probs[i * 4 + j]!, 0);
        best[kept.length] = Math.max(best[kept.length]!, sum);
      }
      for (let pairs = 4; pairs <= 10; pairs++) {
        const { mask } = largestPairs(probs, 4, pairs);
        expect(mask.count()).toBe(pairs);
        expect(mass(probs, mask)).toBeCloseTo(best[pairs]!, 5);
      }
    }
  });

  it('number exactly what was asked for, ties or not', () => {
    fc.assert(
      fc.property(
        seed,
        length,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (s, n, share, flat) => {
          const head = randomHead(s, n, { sharpness: flat ? 0 : 2 });
          const { mask } = run(oracle, head, { share });
          expect(mask.count()).toBe(Math.max(n, Math.round((share * n * (n + 1)) / 2)));
        },
      ),
    );
  });
});

describe('row by row', () => {
  it('top-k keeps min(i + 1, k) keys and no other k keys hold more', () => {
    fc.assert(
      fc.property(seed, length, fc.integer({ min: 1, max: 45 }), (s, n, k) => {
        const head = randomHead(s, n);
        const probs = contextFor(head).dense();
        const { mask } = run(oracle, head, { kind: 'row-top-k', k });
        for (let i = 0; i < n; i++) {
          expect(mask.rowCount(i)).toBe(Math.min(i + 1, k));
          let least = 1;
          let dropped = 0;
          for (let j = 0; j <= i; j++) {
            const p = probs[i * n + j]!;
            if (mask.has(i, j)) least = Math.min(least, p);
            else dropped = Math.max(dropped, p);
          }
          expect(least).toBeGreaterThanOrEqual(dropped);
        }
      }),
    );
  });

  it('top-p reaches p in every row and could not with a key less', () => {
    fc.assert(
      fc.property(seed, length, fc.double({ min: 0.01, max: 0.999, noNaN: true }), (s, n, p) => {
        const head = randomHead(s, n);
        const probs = contextFor(head).dense();
        const { mask } = run(oracle, head, { kind: 'top-p', p });
        const recall = kernels.recallRows(probs, mask, 0, n);
        for (let i = 0; i < n; i++) {
          expect(recall[i]).toBeGreaterThanOrEqual(p - 1e-5);
          const row = probs
            .slice(i * n, i * n + i + 1)
            .sort()
            .reverse();
          const fewer = row.slice(0, mask.rowCount(i) - 1).reduce((a, b) => a + b, 0);
          expect(fewer).toBeLessThan(p + 1e-5);
        }
      }),
    );
  });
});

describe('blocks', () => {
  it('sum up the attention of each tile', () => {
    const head = randomHead(3, 21);
    const probs = contextFor(head).dense();
    const sums = tileSums(probs, 21, 8);
    for (let I = 0; I < 3; I++) {
      for (let J = 0; J < 3; J++) {
        const tile = causalTiles(21, 8, (row, col) => row === I && col === J);
        expect(sums.data[I * 3 + J]).toBeCloseTo(mass(probs, tile), 5);
      }
    }
  });

  it('hold no more than the same number of single pairs', () => {
    fc.assert(
      fc.property(seed, length, fc.integer({ min: 1, max: 5 }), (s, n, topBlocks) => {
        const head = randomHead(s, n);
        const blocks = run(oracle, head, { kind: 'block', block: 4, topBlocks });
        const share = blocks.mask.count() / ((n * (n + 1)) / 2);
        const pairs = run(oracle, head, { kind: 'share', share });
        const total = (selection: typeof pairs) =>
          recallOf(head, selection).reduce((a, b) => a + b, 0);
        expect(total(blocks)).toBeLessThanOrEqual(total(pairs) + 1e-4);
      }),
    );
  });
});

it('draws how concentrated the map is', () => {
  const head = randomHead(9, 50, { sharpness: 3 });
  const probs = contextFor(head).dense();
  const curve = concentration(probs, 50, 100);
  expect(curve[0]).toBe(0);
  expect(curve[100]).toBeCloseTo(1, 5);
  for (const share of [0.1, 0.2, 0.5]) {
    const { mask } = run(oracle, head, { share });
    expect(Math.abs(curve[share * 100]! - mass(probs, mask) / 50)).toBeLessThan(0.02);
  }
});

it('is dense at threshold 0, p = 1, k = n and all blocks', () => {
  const head = randomHead(4, 33);
  const all = run(dense, head).mask;
  for (const params of [
    { kind: 'threshold', threshold: 0 },
    { kind: 'top-p', p: 1 },
    { kind: 'row-top-k', k: 33 },
    { kind: 'block', topBlocks: 3 },
    { kind: 'share', share: 1 },
  ]) {
    expect(equals(run(oracle, head, params).mask, all)).toBe(true);
  }
});
