// Longformer keeps what its causal definition says.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { equals } from '../../../src/core/mask/ops.ts';
import { uniformHead } from '../../../src/methods/_shared/heads.ts';
import longformer from '../../../src/methods/attention/longformer.ts';
import window from '../../../src/methods/attention/window.ts';
import { run } from './harness.ts';

const length = fc.integer({ min: 1, max: 40 });
const params = fc.record({
  window: fc.integer({ min: 0, max: 12 }),
  dilation: fc.integer({ min: 1, max: 4 }),
  globals: fc.integer({ min: 0, max: 4 }),
  globalEvery: fc.integer({ min: 0, max: 9 }),
});

/** The bidirectional original: symmetric in i and j. */
function attends(
  i: number,
  j: number,
  p: { window: number; dilation: number; globals: number; globalEvery: number },
) {
  const isGlobal = (at: number) =>
    at < p.globals || (p.globalEvery > 0 && at % p.globalEvery === 0);
  const distance = Math.abs(i - j);
  const near = distance <= p.window * p.dilation && distance % p.dilation === 0;
  return near || isGlobal(i) || isGlobal(j);
}

it('is the lower half of the symmetric definition', () => {
  fc.assert(
    fc.property(length, params, (n, p) => {
      const { mask } = run(longformer, uniformHead(n), p);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) expect(mask.has(i, j)).toBe(attends(i, j, p));
      }
    }),
  );
});

it('is a sliding window of w + 1 keys without dilation and globals', () => {
  fc.assert(
    fc.property(length, fc.integer({ min: 0, max: 20 }), (n, w) => {
      const head = uniformHead(n);
      const plain = run(window, head, { window: w + 1 }).mask;
      expect(equals(run(longformer, head, { window: w, globals: 0 }).mask, plain)).toBe(true);
    }),
  );
});
