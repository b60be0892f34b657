// NSA's selection: complete blocks only, shared in a group, own block always in.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { equals } from '../../../src/core/mask/ops.ts';
import type { Stage } from '../../../src/core/trace.ts';
import method from '../../../src/methods/attention/nsa.ts';
import { contextFor, randomHead, run } from './harness.ts';

const seed = fc.integer({ min: 0, max: 10_000 });
const length = fc.integer({ min: 1, max: 60 });
const block = fc.integer({ min: 1, max: 12 });

function compressed(stages: readonly Stage[]) {
  const found = stages[0]!.drawables[0]!;
  if (found.kind !== 'matrix') throw new Error('the first stage draws a matrix');
  return found.matrix;
}

it('attends to complete blocks only, with a total of 1 once there is one', () => {
  fc.assert(
    fc.property(seed, length, block, (s, n, b) => {
      const { data, cols } = compressed(run(method, randomHead(s, n), { block: b }).trace());
      for (let i = 0; i < n; i++) {
        const complete = Math.floor((i + 1) / b);
        const row = data.subarray(i * cols, (i + 1) * cols);
        expect(row.reduce((x, y) => x + y, 0)).toBeCloseTo(complete > 0 ? 1 : 0, 4);
        expect(row.slice(complete).every((p) => p === 0)).toBe(true);
      }
    }),
  );
});

it('keeps the own block and the window of every query', () => {
  fc.assert(
    fc.property(seed, length, block, fc.integer({ min: 0, max: 9 }), (s, n, b, window) => {
      const { mask } = run(method, randomHead(s, n), { block: b, topBlocks: 2, window });
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) {
          if (Math.floor(j / b) === Math.floor(i / b) || i - j < window) {
            expect(mask.has(i, j)).toBe(true);
          }
        }
      }
    }),
  );
});

it('selects alike for the query heads that share their keys', () => {
  const first = randomHead(1, 64, { heads: 2, head: 0 });
  const second = { ...randomHead(2, 64, { heads: 2, head: 1 }), k: first.k, v: first.v, kvHead: 0 };
  const params = { block: 4, window: 0, topBlocks: 3 };
  const group = [first, second];
  const masks = group.map((head) => run(method, head, params, contextFor(head, {}, group)).mask);
  expect(equals(masks[0]!, masks[1]!)).toBe(true);
  const alone = group.map((head) => run(method, head, params, contextFor(head)).mask);
  expect(equals(alone[0]!, alone[1]!)).toBe(false);
});

it('keeps the forced blocks, raising too few', () => {
  const head = randomHead(3, 64);
  const params = { block: 4, window: 0, topBlocks: 1, force: 'first-and-local' };
  const { mask, warnings } = run(method, head, params);
  for (const j of [0, 59, 63]) expect(mask.has(63, j)).toBe(true);
  expect(warnings).toEqual(['selected blocks 1 was raised to the 3 forced blocks']);
});
