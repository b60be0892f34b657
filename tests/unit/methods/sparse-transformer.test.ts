// Two hops of the Sparse Transformer reach every key.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Mask } from '../../../src/core/mask/mask.ts';
import { equals } from '../../../src/core/mask/ops.ts';
import { uniformHead } from '../../../src/methods/_shared/heads.ts';
import dense from '../../../src/methods/attention/dense.ts';
import method from '../../../src/methods/attention/sparse-transformer.ts';
import { run } from './harness.ts';

/** Whether `first` and then `second` connect every query with every earlier key. */
function covers(first: Mask, second: Mask): boolean {
  for (let i = 0; i < first.rows; i++) {
    for (let j = 0; j <= i; j++) {
      let met = false;
      for (let m = j; m <= i && !met; m++) met = first.has(i, m) && second.has(m, j);
      if (!met) return false;
    }
  }
  return true;
}

const length = fc.integer({ min: 1, max: 24 });
const stride = fc.integer({ min: 1, max: 10 });

it('reaches everything in two merged steps, strided or fixed', () => {
  fc.assert(
    fc.property(length, stride, fc.integer({ min: 1, max: 4 }), (n, l, summary) => {
      for (const pattern of ['strided', 'fixed']) {
        const { mask } = run(method, uniformHead(n), { pattern, stride: l, summary });
        expect(covers(mask, mask)).toBe(true);
      }
    }),
  );
});

it('reaches everything with a local step after a strided one', () => {
  fc.assert(
    fc.property(length, stride, (n, l) => {
      const head = uniformHead(n);
      const far = run(method, head, { stride: l, steps: 'far' }).mask;
      const local = run(method, head, { stride: l, steps: 'local' }).mask;
      expect(covers(far, local)).toBe(true);
    }),
  );
});

it('keeps what the definition says', () => {
  fc.assert(
    fc.property(length, stride, fc.integer({ min: 1, max: 4 }), (n, l, c) => {
      const head = uniformHead(n);
      const strided = run(method, head, { pattern: 'strided', stride: l }).mask;
      const fixed = run(method, head, { pattern: 'fixed', stride: l, summary: c }).mask;
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) {
          expect(strided.has(i, j)).toBe(i - j < l || (i - j) % l === 0);
          const own = Math.floor(i / l) === Math.floor(j / l);
          expect(fixed.has(i, j)).toBe(own || j % l >= l - c);
        }
      }
    }),
  );
});

it('gives heads turns', () => {
  const params = { stride: 4, steps: 'alternate' };
  const of = (head: number, steps: string) =>
    run(method, uniformHead(20, { heads: 2, head }), { ...params, steps }).mask;
  expect(equals(of(0, 'alternate'), of(0, 'local'))).toBe(true);
  expect(equals(of(1, 'alternate'), of(1, 'far'))).toBe(true);
});

it('keeps the own key of rows before the first summary column, and says so', () => {
  const params = { pattern: 'fixed', stride: 4, summary: 1, steps: 'far' };
  const { mask, warnings } = run(method, uniformHead(6), params);
  expect(mask.rowCount(0)).toBe(1);
  expect(warnings).toEqual(['3 rows saw no summary column yet and kept the own key instead']);
});

it('is dense with a stride of 1 or n', () => {
  const all = run(dense, uniformHead(12)).mask;
  for (const l of [1, 12]) {
    expect(equals(run(method, uniformHead(12), { stride: l }).mask, all)).toBe(true);
  }
});
