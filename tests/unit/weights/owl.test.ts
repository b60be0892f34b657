// OWL deals a budget out, and lets other methods prune.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRows } from '../../../src/core/mask/ops.ts';
import { keepRatios, outlierPercent } from '../../../src/methods/weights/_owl.ts';
import { methodOf, randomModel, run } from './harness.ts';

const owl = methodOf('owl');
const outliers = fc.array(fc.double({ min: 0, max: 20, noNaN: true }), {
  minLength: 1,
  maxLength: 12,
});

describe('densities', () => {
  it('have the mean that was asked for and span twice λ', () => {
    fc.assert(
      fc.property(outliers, fc.double({ min: 0, max: 0.99, noNaN: true }), (counts, sparsity) => {
        const keep = keepRatios(counts, sparsity, 0.08);
        const mean = keep.reduce((sum, r) => sum + r, 0) / keep.length;
        expect(mean).toBeCloseTo(1 - sparsity, 10);
        const span = Math.max(...keep) - Math.min(...keep);
        expect(span).toBeCloseTo(new Set(counts).size > 1 ? 0.16 : 0, 10);
      }),
    );
  });

  it('grow with the outliers', () => {
    fc.assert(
      fc.property(outliers, (counts) => {
        const keep = keepRatios(counts, 0.6, 0.08);
        const order = [...counts.keys()].sort((a, b) => counts[a]! - counts[b]!);
        for (let i = 1; i < order.length; i++) {
          expect(keep[order[i]!]).toBeGreaterThanOrEqual(keep[order[i - 1]!]!);
        }
      }),
    );
  });
});

it('counts outliers over all matrices of a block together', () => {
  // Mean (4·1 + 36)/5 = 8; only 36 exceeds 2·8, though 1 is all of the first matrix.
  const scores = [Float32Array.of(1, 1), Float32Array.of(1, 1, 36)];
  expect(outlierPercent(scores, 2)).toBeCloseTo(20, 10);
  expect(outlierPercent(scores, 5)).toBe(0);
});

describe('owl', () => {
  it.each(['wanda', 'magnitude', 'sparsegpt'])('is %s itself where λ is 0', (base) => {
    for (const matrix of randomModel(3).matrices) {
      const own = run(owl, matrix, { base, spread: 0, sparsity: 0.6 }, randomModel(3));
      const other = run(methodOf(base), matrix, { sparsity: 0.6 });
      expect(toRows(own.mask)).toEqual(toRows(other.mask));
      expect(own.weight).toEqual(other.weight);
    }
  });

  it('prunes all matrices of a block alike, and blocks differently', () => {
    const model = randomModel(5);
    const density = model.matrices.map((matrix) => {
      const { mask } = run(owl, matrix, { sparsity: 0.5, multiple: 3 }, model);
      return mask.count() / (mask.rows * mask.cols);
    });
    // Rows of 16 or 32 inputs: two blocks differ by 2λ = 0.16, give or take one input.
    const [first, second] = [density.slice(0, 7), density.slice(7)];
    for (const block of [first, second]) {
      expect(Math.max(...block) - Math.min(...block)).toBeLessThan(1 / 16);
    }
    expect(Math.abs(first[0]! - second[0]!)).toBeGreaterThan(0.16 - 1 / 16);
  });
});
