// The Sparse Frontier's variants: counts, coverage, and what they share with the originals.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countTiles, equals, isSubset } from '../../../src/core/mask/ops.ts';
import dense from '../../../src/methods/attention/dense.ts';
import minference from '../../../src/methods/attention/minference/minference.ts';
import method from '../../../src/methods/attention/sparse-frontier/sparse-frontier.ts';
import { randomHead, run } from './harness.ts';

const seed = fc.integer({ min: 0, max: 10_000 });
const length = fc.integer({ min: 1, max: 70 });
const unit = fc.double({ min: 0.05, max: 1, noNaN: true });

it('keeps k(k + 1)/2 + (nb − k)k blocks, the first, previous and own one of each row among them', () => {
  fc.assert(
    fc.property(
      seed,
      fc.integer({ min: 3, max: 9 }),
      fc.integer({ min: 3, max: 6 }),
      (s, nb, k) => {
        const params = { variant: 'block-sparse', block: 4, topBlocks: k };
        const { mask } = run(method, randomHead(s, nb * 4), params);
        const most = Math.min(k, nb);
        expect(countTiles(mask, 4).touched).toBe((most * (most + 1)) / 2 + (nb - most) * most);
        for (let I = 0; I < nb; I++) {
          for (const J of [0, I - 1, I]) if (J >= 0) expect(mask.has(4 * I, 4 * J)).toBe(true);
        }
      },
    ),
  );
});

it('computes vertical-slash as MInference does with the same sizes', () => {
  fc.assert(
    fc.property(seed, length, (s, n) => {
      const head = randomHead(s, n);
      const sizes = {
        verticalSize: 9,
        slashSize: 11,
        forcedColumns: 2,
        forcedOffsets: 3,
        block: 4,
      };
      const ours = run(method, head, { ...sizes, probe: 8 });
      const theirs = run(minference, head, { ...sizes, lastQ: 8 });
      expect(equals(ours.mask, theirs.mask)).toBe(true);
    }),
  );
});

it('covers more with a larger α, and everything at 1', () => {
  fc.assert(
    fc.property(seed, length, unit, unit, (s, n, a, b) => {
      const head = randomHead(s, n);
      const of = (alpha: number) =>
        run(method, head, { variant: 'flexprefill', alpha, block: 4, minBudget: 1 });
      const [less, more] = [of(Math.min(a, b)), of(Math.max(a, b))];
      // Ranges of tiles may be cut differently, so it is what is wanted that grows, not each tile.
      const wanted = (selection: typeof less) =>
        selection
          .trace()
          .flatMap((stage) => stage.drawables)
          .find((drawable) => drawable.kind === 'lines')!;
      expect(wanted(more).columns).toEqual(expect.arrayContaining([...wanted(less).columns]));
      expect(wanted(more).offsets).toEqual(expect.arrayContaining([...wanted(less).offsets]));
      expect(equals(of(1).mask, run(dense, head).mask)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

it('never keeps fewer lines than the smallest budget', () => {
  const head = randomHead(3, 128, { sharpness: 6 });
  const lines = (minBudget: number) =>
    run(method, head, { variant: 'flexprefill', alpha: 0.05, minBudget })
      .trace()
      .find((stage) => stage.id === 'lines')!.drawables[0]!;
  const drawn = lines(40);
  if (drawn.kind !== 'lines') throw new Error('the stage draws lines');
  expect([drawn.columns.length, drawn.offsets.length]).toEqual([40, 40]);
  const small = run(method, head, { variant: 'flexprefill', alpha: 0.05, minBudget: 20 }).mask;
  const large = run(method, head, { variant: 'flexprefill', alpha: 0.05, minBudget: 128 }).mask;
  expect(isSubset(small, large)).toBe(true);
});
