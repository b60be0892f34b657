// AnchorAttention: θ from nothing to everything, stripes shared by superblocks.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countTiles, equals, isSubset } from '../../../src/core/mask/ops.ts';
import { inAnchor, runAnchor } from '../../../src/methods/attention/_anchor.ts';
import method from '../../../src/methods/attention/anchorattention.ts';
import dense from '../../../src/methods/attention/dense.ts';
import { kernels, randomHead, run } from './harness.ts';

const seed = fc.integer({ min: 0, max: 10_000 });
const length = fc.integer({ min: 1, max: 70 });
const theta = fc.double({ min: -8, max: 23, noNaN: true });
const shape = fc.record({
  block: fc.integer({ min: 1, max: 6 }),
  step: fc.integer({ min: 1, max: 5 }),
});

it('keeps the anchor region and the tail in any case, and the same stripes for a superblock', () => {
  fc.assert(
    fc.property(seed, length, theta, shape, (s, n, t, { block, step }) => {
      const head = randomHead(s, n);
      const { mask } = run(method, head, { theta: t, block, step });
      const S = block * step;
      for (let i = 0; i < n; i++) {
        const tail = i >= Math.floor(n / S) * S;
        const first = Math.floor(i / S) * S;
        for (let j = 0; j <= i; j++) {
          if (tail || inAnchor(i, j, { block, step, theta: t })) expect(mask.has(i, j)).toBe(true);
          else expect(mask.has(i, j)).toBe(mask.has(first, j));
        }
        if (i < S) expect(mask.rowCount(i)).toBe(i + 1); // the first superblock has no stripes
      }
    }),
  );
});

it('keeps more with a larger θ, everything at the top and the anchor region at the bottom', () => {
  fc.assert(
    fc.property(seed, length, theta, theta, shape, (s, n, a, b, { block, step }) => {
      const head = randomHead(s, n);
      const of = (t: number) => run(method, head, { theta: t, block, step }).mask;
      expect(isSubset(of(Math.min(a, b)), of(Math.max(a, b)))).toBe(true);
      expect(equals(of(24), run(dense, head).mask)).toBe(true);
      const nothing = runAnchor(head, { block, step, theta: -1e9 }, kernels);
      expect(nothing.stripes.flat()).toEqual([]);
    }),
  );
});

it('cannot be sparser than its anchor region: 87.8 % at 1,024 tokens', () => {
  // Flat scores lie 8 nats below themselves: nothing passes.
  const head = randomHead(1, 1024, { sharpness: 0 });
  const { mask } = run(method, head, { theta: -8, block: 16, step: 4 });
  expect(1 - mask.count() / ((1024 * 1025) / 2)).toBeCloseTo(0.878, 3);
});

it('wastes less than the tiles that its stripes touch', () => {
  const head = randomHead(2, 256, { sharpness: 1 });
  const { mask } = run(method, head, { theta: 0 });
  const tiles = countTiles(mask, 16);
  const density = mask.count() / ((256 * 257) / 2);
  expect(density).toBeLessThan(0.9);
  expect(density).toBeLessThan(tiles.touched / tiles.causal);
});
