// Sliding window and StreamingLLM: counts, reach, and how the two relate.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { equals } from '../../../src/core/mask/ops.ts';
import type { Mask } from '../../../src/core/mask/mask.ts';
import { sinksAndWindowPairs, windowFor } from '../../../src/methods/attention/_shared/budget.ts';
import { uniformHead } from '../../../src/methods/_shared/heads.ts';
import dense from '../../../src/methods/attention/dense.ts';
import streaming from '../../../src/methods/attention/streaming-llm.ts';
import window from '../../../src/methods/attention/window.ts';
import { run } from './harness.ts';

/** Pairs (i, j) that two steps of the mask connect: i reads some key m, m reads j. */
function twoHops(mask: Mask): (i: number, j: number) => boolean {
  return (i, j) => {
    for (let m = j; m <= i; m++) if (mask.has(i, m) && mask.has(m, j)) return true;
    return false;
  };
}

it('reaches exactly offsets 0 … 2(w − 1) in two layers', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 10 }), (n, w) => {
      const reach = twoHops(run(window, uniformHead(n), { window: w }).mask);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) expect(reach(i, j)).toBe(i - j <= 2 * (w - 1));
      }
    }),
  );
});

it('counts sinks and window in closed form', () => {
  const size = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(size, fc.integer({ min: 0, max: 40 }), size, (n, sinks, w) => {
      const { mask, decodeKeys } = run(streaming, uniformHead(n), { sinks, window: w });
      expect(mask.count()).toBe(sinksAndWindowPairs(n, sinks, w));
      // A decode step is the last row.
      expect(mask.rowCount(n - 1)).toBe(decodeKeys);
    }),
  );
});

it('is a window without sinks, and dense once sinks and window cover the text', () => {
  const size = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(size, size, (n, w) => {
      const head = uniformHead(n);
      const plain = run(window, head, { window: w }).mask;
      expect(equals(run(streaming, head, { sinks: 0, window: w }).mask, plain)).toBe(true);
      const rest = run(streaming, head, { sinks: Math.max(0, n - w), window: w }).mask;
      expect(equals(rest, run(dense, head).mask)).toBe(true);
    }),
  );
});

it('finds the window that meets a budget within one token', () => {
  const budgets = fc.double({ min: 0.02, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 40, max: 1024 }), fc.constantFrom(0, 4), budgets, (n, s, b) => {
      const target = (b * n * (n + 1)) / 2;
      const w = windowFor(b, n, s);
      if (w > 1) expect(sinksAndWindowPairs(n, s, w - 1)).toBeLessThan(target);
      expect(sinksAndWindowPairs(n, s, w + 1)).toBeGreaterThan(
        Math.min(target, (n * (n + 1)) / 2 - 1),
      );
    }),
  );
});

it('needs no storage for very long texts', () => {
  const n = 131_072;
  const head = { ...uniformHead(1), n };
  const { mask } = run(window, head, { window: 4096 });
  expect(mask.rowCount(n - 1)).toBe(4096);
  expect(mask.has(100_000, 100_000 - 4095)).toBe(true);
  expect(mask.has(100_000, 100_000 - 4096)).toBe(false);
});
