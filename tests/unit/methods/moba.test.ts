// MoBA: the own block is always in, and rows keep as many blocks as they may.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { equals } from '../../../src/core/mask/ops.ts';
import dense from '../../../src/methods/attention/dense.ts';
import method from '../../../src/methods/attention/moba.ts';
import { randomHead, run } from './harness.ts';

const seed = fc.integer({ min: 0, max: 10_000 });
const length = fc.integer({ min: 1, max: 60 });
const block = fc.integer({ min: 1, max: 12 });

it('keeps min(k, begun) blocks of every row, all of the own one up to the query', () => {
  fc.assert(
    fc.property(seed, length, block, fc.integer({ min: 1, max: 7 }), (s, n, b, topBlocks) => {
      const { mask } = run(method, randomHead(s, n), { block: b, topBlocks });
      for (let i = 0; i < n; i++) {
        const own = Math.floor(i / b);
        const seen = i - own * b + 1;
        for (let j = own * b; j <= i; j++) expect(mask.has(i, j)).toBe(true);
        expect(mask.rowCount(i)).toBe(seen + b * Math.min(own, topBlocks - 1));
      }
    }),
  );
});

it('is dense with as many blocks as there are', () => {
  fc.assert(
    fc.property(seed, length, block, (s, n, b) => {
      const head = randomHead(s, n);
      const { mask } = run(method, head, { block: b, topBlocks: Math.ceil(n / b) });
      expect(equals(mask, run(dense, head).mask)).toBe(true);
    }),
  );
});

it('chooses without looking ahead: later tokens change no earlier row', () => {
  const head = randomHead(4, 48);
  const before = run(method, head, { block: 4 }).mask;
  const { q, k } = head;
  q.data.fill(3, 30 * head.d);
  k.data.fill(-2, 30 * head.d);
  const after = run(method, head, { block: 4 }).mask;
  for (let i = 0; i < 30; i++) {
    for (let j = 0; j <= i; j++) expect(after.has(i, j)).toBe(before.has(i, j));
  }
});
