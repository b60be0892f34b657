// MInference: invariants of its probe, of its kernel's tiles and of its search.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equals, isSubset } from '../../../src/core/mask/ops.ts';
import { denseTilePairs } from '../../../src/methods/attention/_shared/block-rows.ts';
import { tilesPerRowCount } from '../../../src/methods/attention/_shared/budget.ts';
import { readBarSum } from '../../../src/methods/attention/_shared/reads.ts';
import { snapLines } from '../../../src/methods/attention/_shared/snap.ts';
import {
  searchPattern,
  type SearchParams,
} from '../../../src/methods/attention/minference/search.ts';
import { probeLast } from '../../../src/methods/attention/_shared/vertical-slash.ts';
import dense from '../../../src/methods/attention/dense.ts';
import minference from '../../../src/methods/attention/minference/minference.ts';
import { contextFor, kernels, randomHead, recallOf, run } from './harness.ts';

const seed = fc.integer({ min: 0, max: 10_000 });
const length = fc.integer({ min: 1, max: 70 });
const block = fc.integer({ min: 1, max: 20 });

describe('the probe', () => {
  it('sums to its number of rows both ways', () => {
    fc.assert(
      fc.property(seed, length, fc.integer({ min: 1, max: 80 }), (s, n, lastQ) => {
        const head = randomHead(s, n);
        const r = Math.min(lastQ, n);
        const selection = run(minference, head, { lastQ });
        expect(readBarSum('sums', 0)(selection)).toBeCloseTo(r, 4);
        expect(readBarSum('sums', 1)(selection)).toBeCloseTo(r, 4);
        expect(selection.estimationFlops).toBe(2 * head.d * r * n);
      }),
    );
  });

  it('sums columns and diagonals like a plain double loop', () => {
    const head = randomHead(5, 23);
    const probs = contextFor(head).dense();
    const { vertical, slash } = probeLast(head, 7, kernels);
    for (let at = 0; at < 23; at++) {
      let column = 0;
      let diagonal = 0;
      for (let i = 16; i < 23; i++) {
        column += probs[i * 23 + at]!;
        if (i - at >= 0) diagonal += probs[i * 23 + i - at]!;
      }
      expect(vertical[at]).toBeCloseTo(column, 5);
      expect(slash[at]).toBeCloseTo(diagonal, 5);
    }
  });
});

describe('tiles over lines', () => {
  const lines = length.chain((n) =>
    fc.record({
      n: fc.constant(n),
      block,
      columns: fc.uniqueArray(fc.integer({ min: 0, max: n - 1 }), { maxLength: 12 }),
      offsets: fc.uniqueArray(fc.integer({ min: 0, max: n - 1 }), { maxLength: 12 }),
    }),
  );

  it('cover each diagonal with whole tiles and gather each other column once', () => {
    fc.assert(
      fc.property(lines, ({ n, block: b, columns, offsets }) => {
        const cols = columns.sort((x, y) => x - y);
        const offs = [...new Set([0, ...offsets])].sort((x, y) => y - x);
        const { tiles, gathered, segments } = snapLines(n, b, cols, offs);
        expect(tiles.length).toBe(Math.ceil(n / b));
        for (const [I, ranges] of tiles.entries()) {
          const inTiles = (j: number) =>
            ranges.some((start, at) => at % 2 === 0 && start <= j && j < ranges[at + 1]!);
          for (let at = 0; at < ranges.length; at += 2) {
            expect((ranges[at + 1]! - ranges[at]!) % b).toBe(0);
            if (at > 0) expect(ranges[at]!).toBeGreaterThan(ranges[at - 1]!);
          }
          for (let i = I * b; i < Math.min(n, (I + 1) * b); i++) {
            for (const offset of offs) if (offset <= i) expect(inTiles(i - offset)).toBe(true);
          }
          const lone = cols.filter((c) => c < I * b && !inTiles(c));
          expect(gathered[I]).toEqual(lone);
          const starts = segments[I]!.filter((_, at) => at % 2 === 0);
          expect(starts).toEqual([...starts].sort((x, y) => x - y));
        }
      }),
    );
  });

  it('keeps all of the ideal mask, and a kernel computes all that is kept', () => {
    const sizes = fc.record({
      verticalSize: fc.integer({ min: 1, max: 30 }),
      slashSize: fc.integer({ min: 1, max: 30 }),
      forcedColumns: fc.integer({ min: 0, max: 5 }),
      forcedOffsets: fc.integer({ min: 1, max: 5 }),
      lastQ: fc.integer({ min: 1, max: 40 }),
      block,
    });
    fc.assert(
      fc.property(seed, length, sizes, (s, n, params) => {
        const head = randomHead(s, n);
        const ideal = run(minference, head, { ...params, mask: 'ideal' });
        const kernel = run(minference, head, { ...params, mask: 'kernel' });
        expect(isSubset(ideal.mask, kernel.mask)).toBe(true);
        expect(kernel.kernelPairs).toBe(ideal.kernelPairs);
        // Forced lines are always in, whatever the sizes.
        for (let i = 0; i < n; i++) {
          for (let j = 0; j <= i; j++) {
            if (j < params.forcedColumns || i - j < params.forcedOffsets) {
              expect(ideal.mask.has(i, j)).toBe(true);
            }
          }
        }
      }),
    );
  });
});

describe('the families', () => {
  it('are dense at full size', () => {
    fc.assert(
      fc.property(seed, length, block, (s, n, b) => {
        const head = randomHead(s, n);
        const all = run(dense, head).mask;
        const nb = Math.ceil(n / b);
        for (const params of [
          { slashSize: n },
          { slashSize: n, mask: 'ideal' },
          { verticalSize: n, mask: 'ideal' },
          { pattern: 'block-sparse', topBlocks: nb },
          { pattern: 'a-shape', initial: 0, local: n },
          { pattern: 'auto', targetCost: 1 },
        ]) {
          expect(equals(run(minference, head, { block: b, ...params }).mask, all)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keep min(I + 1, k) blocks in block row I', () => {
    fc.assert(
      fc.property(
        seed,
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 8 }),
        (s, k, b) => {
          const n = 6 * b;
          const params = { pattern: 'block-sparse', topBlocks: k, block: b };
          const { kernelPairs } = run(minference, randomHead(s, n), params);
          expect(kernelPairs).toBe(tilesPerRowCount(6, k) * b * b);
        },
      ),
    );
  });
});

describe('the search', () => {
  const search: SearchParams = {
    criterion: 'recall',
    targetCost: 0.4,
    lastQ: 16,
    forcedColumns: 2,
    forcedOffsets: 4,
    initial: 4,
    block: 8,
    shown: 'kernel',
  };

  it('keeps to the target cost and picks the best by its criterion', () => {
    fc.assert(
      fc.property(seed, fc.constantFrom('recall', 'output-error'), (s, criterion) => {
        const head = randomHead(s, 128, { sharpness: 3 });
        const ctx = contextFor(head);
        const found = searchPattern(head, { ...search, criterion }, ctx);
        expect(found.length).toBe(6);
        for (const { pattern } of found) {
          expect(pattern.kernelPairs).toBeLessThanOrEqual(0.4 * denseTilePairs(128, 8));
        }
        const { shown, ...rest } = search;
        const params = { ...rest, criterion, pattern: 'auto', mask: shown };
        const auto = run(minference, head, params);
        expect(equals(auto.mask, found[0]!.pattern.mask)).toBe(true);
        const recalls = found.map(({ pattern }) => recallOf(head, pattern).reduce((a, b) => a + b));
        if (criterion === 'recall') expect(recalls[0]).toBeGreaterThan(Math.max(...recalls) - 1e-4);
      }),
      { numRuns: 15 },
    );
  });

  it('finds the far column that an A-shape cannot reach', () => {
    // Every query puts nearly all of its attention on key 20, far behind most of them.
    const head = randomHead(1, 128, { sharpness: 0 });
    const { q, k } = head;
    for (let i = 0; i < 128; i++) q.data[i * 8] = 8;
    for (let j = 0; j < 128; j++) k.data[j * 8] = j === 20 ? 4 : 0;
    const found = searchPattern(head, search, contextFor(head));
    const score = (label: string) => found.find((candidate) => candidate.label === label)!.score;
    expect(score('vertical-slash 32 : 40')).toBeGreaterThan(0.99);
    expect(score('A-shape')).toBeLessThan(0.6);
  });

  it('leaves out what cannot be made small enough', () => {
    // Of 136 tiles: forced diagonals cost 31 and the columns 3.5; an A-shape 31; one block per row 16.
    const head = randomHead(1, 128);
    const found = searchPattern(head, { ...search, targetCost: 0.24 }, contextFor(head));
    expect(found.map(({ label }) => label).sort()).toEqual(['A-shape', 'block-sparse']);
  });
});

it('warns where forced lines exceed the sizes', () => {
  const { warnings } = run(minference, randomHead(2, 64), { verticalSize: 2, slashSize: 3 });
  expect(warnings).toEqual([
    'vertical size 2 was raised to the 4 forced columns',
    'slash size 3 was raised to the 16 forced diagonals',
  ]);
});
