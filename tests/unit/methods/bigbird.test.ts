// BigBird: counts, seeds, and what stays when more is drawn.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { causalTiles, equals, isSubset } from '../../../src/core/mask/ops.ts';
import { uniformHead } from '../../../src/methods/_shared/heads.ts';
import method from '../../../src/methods/attention/bigbird.ts';
import { run } from './harness.ts';

const blocks = fc.integer({ min: 1, max: 20 });
const random = fc.integer({ min: 0, max: 8 });
const seed = fc.integer({ min: 0, max: 9999 });

it('keeps min(I + 1, 3 + r) blocks in block row I', () => {
  fc.assert(
    fc.property(blocks, random, seed, (nb, r, s) => {
      const { mask } = run(method, uniformHead(nb * 4), { block: 4, random: r, seed: s });
      for (let I = 0; I < nb; I++) {
        let kept = 0;
        for (let J = 0; J <= I; J++) if (mask.has(4 * I + 3, 4 * J)) kept++;
        expect(kept).toBe(Math.min(I + 1, 3 + r));
      }
    }),
  );
});

it('is window and sink without random blocks', () => {
  fc.assert(
    fc.property(blocks, (nb) => {
      const { mask } = run(method, uniformHead(nb * 3), { block: 3, random: 0 });
      const expected = causalTiles(nb * 3, 3, (I, J) => J === 0 || I - J < 2);
      expect(equals(mask, expected)).toBe(true);
    }),
  );
});

it('repeats itself for a seed, keeps earlier draws, and differs between heads and seeds', () => {
  const of = (site: { heads: number; head: number }, r: number, s: number) =>
    run(method, uniformHead(80, site), { block: 4, random: r, seed: s }).mask;
  const first = { heads: 2, head: 0 };
  expect(equals(of(first, 3, 7), of(first, 3, 7))).toBe(true);
  expect(isSubset(of(first, 2, 7), of(first, 3, 7))).toBe(true);
  expect(equals(of(first, 3, 7), of(first, 3, 8))).toBe(false);
  expect(equals(of(first, 3, 7), of({ heads: 2, head: 1 }, 3, 7))).toBe(false);
});
