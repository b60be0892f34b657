// Block top-k: counts in closed form, what is forced, and bounds that hold.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTiles, equals } from '../../../src/core/mask/ops.ts';
import { tilesPerRowCount, tilesPerRowFor } from '../../../src/methods/attention/_shared/budget.ts';
import { scoreBlocks, upperBound } from '../../../src/methods/attention/_shared/token-blocks.ts';
import method from '../../../src/methods/attention/block-topk/block-topk.ts';
import dense from '../../../src/methods/attention/dense.ts';
import { kernels, randomHead, run } from './harness.ts';

const seed = fc.integer({ min: 0, max: 10_000 });
const block = fc.integer({ min: 1, max: 9 });
const blockCount = fc.integer({ min: 1, max: 9 });
const variants = ['pooled', 'forced', 'per-token', 'bounds'] as const;

describe('counts', () => {
  it('are min(I + 1, k) whole blocks per block row, less what lies above the diagonal', () => {
    fc.assert(
      fc.property(seed, block, blockCount, fc.integer({ min: 1, max: 10 }), (s, b, nb, k) => {
        const { mask, kernelPairs } = run(method, randomHead(s, nb * b), {
          block: b,
          topBlocks: k,
        });
        expect(countTiles(mask, b).touched).toBe(tilesPerRowCount(nb, k));
        expect(kernelPairs).toBe(tilesPerRowCount(nb, k) * b * b);
        let own = 0;
        for (let I = 0; I < nb; I++) if (mask.has(I * b, I * b)) own++;
        expect(mask.count()).toBe(tilesPerRowCount(nb, k) * b * b - (own * b * (b - 1)) / 2);
      }),
    );
  });

  it('find the fewest blocks that meet a budget', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1024 }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        (n, b) => {
          const nb = Math.ceil(n / 16);
          const target = (b * nb * (nb + 1)) / 2;
          const k = tilesPerRowFor(b, n, 16);
          expect(tilesPerRowCount(nb, k)).toBeGreaterThanOrEqual(target * (1 - 1e-8));
          if (k > 1) expect(tilesPerRowCount(nb, k - 1)).toBeLessThan(target);
        },
      ),
    );
  });

  it('are complete with as many blocks as there are', () => {
    fc.assert(
      fc.property(seed, block, blockCount, fc.constantFrom(...variants), (s, b, nb, variant) => {
        const head = randomHead(s, Math.max(1, nb * b - 1));
        const params = { variant, block: b, topBlocks: nb };
        expect(equals(run(method, head, params).mask, run(dense, head).mask)).toBe(true);
      }),
    );
  });
});

it('keeps the first, previous and own block where they are forced', () => {
  fc.assert(
    fc.property(seed, block, blockCount, fc.integer({ min: 1, max: 6 }), (s, b, nb, topBlocks) => {
      const { mask } = run(method, randomHead(s, nb * b), {
        variant: 'forced',
        block: b,
        topBlocks,
      });
      for (let I = 0; I < nb; I++) {
        for (const J of [0, I - 1, I]) if (J >= 0) expect(mask.has(I * b, J * b)).toBe(true);
      }
    }),
  );
});

describe('bounds', () => {
  it('score the page of the worked example', () => {
    // max(1·0, 1·2) + max(−2·−1, −2·3)
    expect(upperBound([1, -2], [0, -1], [2, 3])).toBe(4);
  });

  it('are never below the product with a key of the block, nor below its mean', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 30 }), block, (s, n, b) => {
        const { q, k, d } = randomHead(s, n);
        const bounds = scoreBlocks(q, k, b, 'bounds', kernels);
        const means = scoreBlocks(q, k, b, 'mean', kernels);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j <= i; j++) {
            const at = i * bounds.cols + Math.floor(j / b);
            let dot = 0;
            for (let c = 0; c < d; c++) dot += q.data[i * d + c]! * k.data[j * d + c]!;
            expect(bounds.data[at]).toBeGreaterThanOrEqual(dot - 1e-4);
            expect(bounds.data[at]).toBeGreaterThanOrEqual(means.data[at]! - 1e-4);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

it('raises too few blocks to what is forced, and says so', () => {
  const { warnings } = run(method, randomHead(1, 64), { variant: 'forced', topBlocks: 2 });
  expect(warnings).toEqual(['blocks per row 2 was raised to the 3 forced blocks']);
});
