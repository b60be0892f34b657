// FlexPrefill: budgets grow with γ, the switch obeys τ, sink and diagonal always stay.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equals, isSubset } from '../../../src/core/mask/ops.ts';
import { coverCount, runFlexPrefill } from '../../../src/methods/attention/_shared/flexprefill.ts';
import { FARTHEST, jensenShannonDistance } from '../../../src/methods/attention/_shared/jsd.ts';
import dense from '../../../src/methods/attention/dense.ts';
import method from '../../../src/methods/attention/flexprefill/flexprefill.ts';
import { kernels, randomHead, run } from './harness.ts';

const seed = fc.integer({ min: 0, max: 10_000 });
const length = fc.integer({ min: 1, max: 80 });
const unit = fc.double({ min: 0.05, max: 1, noNaN: true });
const settings = { gamma: 0.8, tau: 0, minBudget: 1, maxBudget: 1000, block: 4 };

describe('the distance of distributions', () => {
  const distribution = fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 })
    .filter((values) => values.some((value) => value > 1e-3))
    .map((values) => {
      const sum = values.reduce((a, b) => a + b);
      return values.map((value) => value / sum);
    });

  it('is finite for the smallest numbers there are', () => {
    const [tiny, rest] = [Number.MIN_VALUE, 1 - Number.MIN_VALUE];
    expect(jensenShannonDistance([0, 1], [tiny, rest])).toBeCloseTo(0, 9);
  });

  it('is a symmetric number from 0 to √ln 2, and 0 between equals', () => {
    fc.assert(
      fc.property(distribution, distribution, (p, q) => {
        const there = jensenShannonDistance(p, q);
        expect(there).toBeCloseTo(jensenShannonDistance(q, p), 12);
        expect(there).toBeGreaterThanOrEqual(0);
        expect(there).toBeLessThanOrEqual(FARTHEST + 1e-12);
        expect(jensenShannonDistance(p, p)).toBe(0);
      }),
    );
  });

  it('is √ln 2 where nothing is shared, and known for the worked example', () => {
    expect(jensenShannonDistance([1, 0], [0, 1])).toBeCloseTo(0.8326, 4);
    const distance = jensenShannonDistance([0.4, 0.2, 0.2, 0.2], [0.425, 0.1, 0.1, 0.375]);
    expect(distance).toBeCloseTo(0.1752, 4);
  });
});

describe('budgets', () => {
  it('count the prefix sums up to γ and the one that crosses', () => {
    const values = Float32Array.from([0.125, 0.5, 0.25, 0.125]);
    expect(coverCount(values, 0.4)).toBe(1); // .5 crosses
    expect(coverCount(values, 0.5)).toBe(2); // .5 does not exceed .5
    expect(coverCount(values, 0.75)).toBe(3);
    expect(coverCount(values, 1.1)).toBe(5);
  });

  it('grow with γ, in tokens, in blocks and as masks of vertical-slash heads', () => {
    fc.assert(
      fc.property(seed, length, unit, unit, (s, n, a, b) => {
        const head = randomHead(s, n);
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const less = runFlexPrefill(head, { ...settings, gamma: low }, kernels);
        const more = runFlexPrefill(head, { ...settings, gamma: high }, kernels);
        for (const axis of ['vertical', 'slash'] as const) {
          expect(less.covered[axis]).toBeLessThanOrEqual(more.covered[axis]);
          expect(less.wanted[axis]).toBeLessThanOrEqual(more.wanted[axis]);
        }
        const mask = (gamma: number) => run(method, head, { ...settings, gamma }).mask;
        expect(isSubset(mask(low), mask(high))).toBe(true);
      }),
    );
  });

  it('are complete at γ = 1', () => {
    fc.assert(
      fc.property(seed, length, fc.constantFrom(0, 0.85), (s, n, tau) => {
        const head = randomHead(s, n);
        const { mask } = run(method, head, { ...settings, gamma: 1, tau });
        expect(equals(mask, run(dense, head).mask)).toBe(true);
      }),
    );
  });

  it('are smaller for a focused head than for a diffuse one', () => {
    const kept = (sharpness: number) =>
      run(method, randomHead(3, 200, { sharpness }), { tau: 0, minBudget: 1 }).mask.count();
    expect(kept(8)).toBeLessThan(kept(0.2));
  });
});

it('keeps the first and the own block of every row', () => {
  fc.assert(
    fc.property(seed, length, unit, fc.constantFrom(0, 0.2, 0.85), (s, n, gamma, tau) => {
      const { mask } = run(method, randomHead(s, n), { ...settings, gamma, tau });
      for (let i = 0; i < n; i++) {
        expect(mask.has(i, 0)).toBe(true);
        expect(mask.has(i, i)).toBe(true);
      }
    }),
  );
});

it('is never query-aware at τ = 0, and always beyond √ln 2', () => {
  fc.assert(
    fc.property(seed, length, (s, n) => {
      const head = randomHead(s, n);
      expect(runFlexPrefill(head, settings, kernels).queryAware).toBe(false);
      expect(runFlexPrefill(head, { ...settings, tau: 0.85 }, kernels).queryAware).toBe(true);
    }),
  );
});

it('sums probe, pooled columns and pooled diagonals to 1, ragged or not', () => {
  fc.assert(
    fc.property(seed, length, (s, n) => {
      const found = runFlexPrefill(randomHead(s, n), settings, kernels);
      for (const values of [found.pooledVertical, found.pooledSlash, found.guess]) {
        expect(values.length).toBe(Math.ceil(n / 4));
        expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
      }
    }),
  );
});

it('puts a ragged bin of offsets at the diagonal', () => {
  // Ten tokens in blocks of 4: offsets 9 … 6, 5 … 2, and 1 and 0 are left for the last bin.
  const head = randomHead(2, 10);
  const { probe, pooledSlash } = runFlexPrefill(head, settings, kernels);
  const sum = (from: number, to: number) => probe.slash.slice(from, to).reduce((a, b) => a + b, 0);
  expect(pooledSlash[0]).toBeCloseTo(sum(0, 2), 6);
  expect(pooledSlash[1]).toBeCloseTo(sum(2, 6), 6);
  expect(pooledSlash[2]).toBeCloseTo(sum(6, 10), 6);
});
