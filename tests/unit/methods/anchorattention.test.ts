// AnchorAttention: θ from nothing to everything, stripes shared by superblocks.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countTiles, equals, isSubset } from '../../../src/core/mask/ops.ts';
import { inAnchor, runAnchor } from '../../../src/methods/attention/anchorattention/steps.ts';
import { compareGrains } from '../../../src/methods/attention/anchorattention/tiles.ts';
import method from '../../../src/methods/attention/anchorattention/anchorattention.ts';
import dense from '../../../src/methods/attention/dense.ts';
import { contextFor, kernels, randomHead, run } from './harness.ts';

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

it('weighs stripes against whole tiles with the same attention', () => {
  // Ten tokens in superblocks of one block of two: keys 2 and 3 lie between for rows 6 and 7, keys
  // 2 … 5 for rows 8 and 9. Row, key, weight:
  const probs = new Float32Array(100);
  for (const [i, j, p] of [
    [6, 2, 0.25],
    [7, 2, 0.25],
    [6, 3, 0.125],
    [8, 2, 0.0625],
    [8, 4, 0.125],
    [8, 5, 0.25],
    [9, 5, 0.25],
    [9, 8, 0.5], // in the anchor region: counts for none
  ] as const) {
    probs[i * 10 + j] = p;
  }
  const head = randomHead(1, 10);
  const found = runAnchor(head, { block: 2, step: 1, theta: 0 }, kernels);
  const of = (stripes: number[][]) => compareGrains(probs, 10, { ...found, stripes }, 2);
  const both = of([[], [], [], [2], [5]]);
  expect(both.kept).toEqual({ pairs: 4, mass: 1 });
  expect(both.stripes).toEqual({ pairs: 4, mass: 1 });
  // One tile of each superblock: .625 + .625.
  expect(both.tiles).toEqual({ pairs: 8, mass: 1.25 });
  expect(both.touched).toEqual({ pairs: 8, mass: 1.25 });
  // Poor stripes: .0625 + .125 in 4 pairs are held by one better stripe, and by any of two tiles.
  const poor = of([[], [], [], [3], [2]]);
  expect(poor.kept).toEqual({ pairs: 4, mass: 0.1875 });
  expect(poor.stripes).toEqual({ pairs: 2, mass: 0.5 });
  expect(poor.tiles).toEqual({ pairs: 4, mass: 0.625 });
  expect(poor.touched).toEqual({ pairs: 8, mass: 0.6875 });
  expect(poor.mask.count()).toBe(4);
});

it('draws the comparison of this very run, and never a tile more than needed', () => {
  fc.assert(
    fc.property(
      seed,
      fc.integer({ min: 12, max: 64 }),
      theta,
      shape,
      (s, n, t, { block, step }) => {
        const head = randomHead(s, n);
        const context = contextFor(head);
        const stage = run(method, head, { theta: t, block, step }, context)
          .trace()
          .find(({ id }) => id === 'stripes')!;
        const [stripes, tiles, numbers] = stage.drawables;
        if (stripes?.kind !== 'mask') throw new Error('the stripes are missing');
        const massIn = (mask: typeof stripes.mask) =>
          kernels.recallRows(context.dense(), mask, 0, n).reduce((sum, x) => sum + x, 0);
        if (stripes.mask.count() === 0) {
          expect(stage.drawables.length).toBe(1);
          return;
        }
        if (tiles?.kind !== 'mask' || numbers?.kind !== 'numbers') throw new Error('no comparison');
        const [kept, best, whole, touched] = numbers.entries.map(({ value }) => value);
        expect(kept).toBe(stripes.mask.count());
        expect(whole).toBe(tiles.mask.count());
        expect(best).toBeLessThanOrEqual(kept!);
        expect(whole).toBeLessThanOrEqual(touched!);
        expect(massIn(tiles.mask)).toBeGreaterThanOrEqual(massIn(stripes.mask) - 1e-4);
      },
    ),
    { numRuns: 60 },
  );
});
