// XAttention: antidiagonals, row sums, and both selection rules.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equals, isSubset } from '../../../src/core/mask/ops.ts';
import {
  cellAttention,
  chooseBlocks,
  sumCells,
} from '../../../src/methods/attention/xattention/steps.ts';
import dense from '../../../src/methods/attention/dense.ts';
import method from '../../../src/methods/attention/xattention/xattention.ts';
import { kernels, randomHead, run } from './harness.ts';

const seed = fc.integer({ min: 0, max: 10_000 });
const length = fc.integer({ min: 1, max: 50 });
const stride = fc.integer({ min: 1, max: 6 });
const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: 1,
  maxLength: 12,
});
const tau = fc.double({ min: 0.01, max: 1, noNaN: true });

describe('the worked example of a block row', () => {
  // Blocks 0 … 4; block 4 is the own one.
  const row = [0.1, 0.35, 0.05, 0.3, 0.2];
  it.each([
    [0.3, [0, 4]],
    [0.5, [0, 1, 4]],
    [0.7, [0, 1, 3, 4]],
    [0.9, [0, 1, 3, 4]],
    [1, [0, 1, 2, 3, 4]],
  ])('plain rule at τ = %d', (t, expected) => {
    expect([...chooseBlocks(row, t, 'plain')]).toEqual(expected);
  });
  it.each([
    [0.3, [0, 1, 3, 4]],
    [0.5, [0, 1, 3, 4]],
    [0.7, [0, 1, 3, 4]],
    [0.9, [0, 1, 2, 3, 4]],
    [1, [0, 1, 2, 3, 4]],
  ])('first chunk at τ = %d', (t, expected) => {
    expect([...chooseBlocks(row, t, 'first-chunk')]).toEqual(expected);
  });
});

describe('selection', () => {
  it('always keeps the first and the own block, and covers τ by the plain rule', () => {
    fc.assert(
      fc.property(scores, tau, (row, t) => {
        const total = row.reduce((a, b) => a + b, 0);
        for (const rule of ['plain', 'first-chunk'] as const) {
          const kept = chooseBlocks(row, t, rule);
          expect(kept).toContain(0);
          expect(kept).toContain(row.length - 1);
          expect([...kept]).toEqual([...new Set(kept)].sort((a, b) => a - b));
        }
        const held = chooseBlocks(row, t, 'plain').reduce((sum, J) => sum + row[J]!, 0);
        expect(held).toBeGreaterThanOrEqual(t * total - 1e-9);
      }),
    );
  });

  it('grows with τ', () => {
    fc.assert(
      fc.property(scores, tau, tau, fc.constantFrom('plain', 'first-chunk'), (row, a, b, rule) => {
        const less = chooseBlocks(row, Math.min(a, b), rule);
        const more = new Set(chooseBlocks(row, Math.max(a, b), rule));
        for (const J of less) expect(more.has(J)).toBe(true);
      }),
    );
  });
});

describe('cells', () => {
  it('are softmax rows of antidiagonal sums', () => {
    fc.assert(
      fc.property(seed, length, stride, (s, n, S) => {
        const head = randomHead(s, n);
        const { q, k, d } = head;
        const cells = cellAttention(head, S, kernels);
        const at = (m: typeof q, i: number, c: number) => (i < n ? m.data[i * d + c]! : 0);
        expect(cells.rows).toBe(Math.ceil(n / S));
        const a = cells.rows - 1;
        const weights = Array.from({ length: a + 1 }, (_, b) => {
          let sum = 0;
          for (let r = 0; r < S; r++) {
            for (let c = 0; c < d; c++) sum += at(q, a * S + S - 1 - r, c) * at(k, b * S + r, c);
          }
          return Math.exp(sum / (Math.sqrt(d) * S));
        });
        const total = weights.reduce((x, y) => x + y, 0);
        for (let b = 0; b <= a; b++) {
          expect(cells.data[a * cells.cols + b]).toBeCloseTo(weights[b]! / total, 4);
        }
      }),
    );
  });

  it('add up to the number of cell rows in each block row', () => {
    fc.assert(
      fc.property(seed, length, stride, fc.integer({ min: 1, max: 4 }), (s, n, S, ratio) => {
        const cells = cellAttention(randomHead(s, n), S, kernels);
        const sums = sumCells(cells, ratio);
        for (let I = 0; I < sums.rows; I++) {
          const row = sums.data.subarray(I * sums.cols, (I + 1) * sums.cols);
          const rows = Math.min(ratio, cells.rows - I * ratio);
          expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(rows, 4);
        }
      }),
    );
  });
});

it('is dense at τ = 1 and keeps a superset by the rule of the first chunk', () => {
  fc.assert(
    fc.property(seed, length, tau, (s, n, t) => {
      const head = randomHead(s, n);
      const of = (params: object) => run(method, head, { block: 4, stride: 2, ...params }).mask;
      expect(equals(of({ tau: 1 }), run(dense, head).mask)).toBe(true);
      expect(isSubset(of({ tau: t, rule: 'plain' }), of({ tau: t }))).toBe(true);
    }),
  );
});

it('raises a block size that is no multiple of the stride, and says so', () => {
  const { warnings } = run(method, randomHead(1, 30), { block: 6, stride: 4 });
  expect(warnings).toEqual(['block size 6 was raised to 8, a multiple of the stride']);
});
