// OWL deals a budget out, and lets other methods prune.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRows } from '../../../src/core/mask/ops.ts';
import { createRandom } from '../../../src/core/random.ts';
import { matrix } from '../../../src/core/tensor.ts';
import type { WeightModel } from '../../../src/methods/weights.ts';
import { keepRatios, outlierPercent } from '../../../src/methods/weights/owl/densities.ts';
import { weightFrom } from '../../../src/methods/weights/_shared/facts.ts';
import { inputsOf, methodOf, randomInputs, randomModel, run } from './harness.ts';

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
  // 36 is exactly 4.5 times the mean, and an outlier lies above it.
  expect(outlierPercent(scores, 4.5)).toBe(0);
});

/** Share that each output of every block loses, by the formulas on the Wanda scores of the model. */
function sharesOf({ matrices }: WeightModel, sparsity: number, multiple: number, spread: number) {
  const outliers = [0, 1].map((layer) => {
    const scores = matrices
      .filter((each) => each.layer === layer)
      .flatMap(({ weight, inputs }) =>
        Array.from(weight.data, (w, p) => Math.abs(w) * inputs!.l2[p % weight.cols]!),
      );
    const mean = scores.reduce((a, b) => a + b, 0) / scores.length;
    return (100 * scores.filter((score) => score > multiple * mean).length) / scores.length;
  }) as [number, number];
  const [low, high] = [Math.min(...outliers), Math.max(...outliers)];
  const raw = outliers.map((d) => (high > low ? ((d - low) / (high - low)) * 2 * spread : 0));
  const mean = (raw[0]! + raw[1]!) / 2;
  return raw.map((r) => 1 - (r - mean + (1 - sparsity)));
}

describe('owl', () => {
  it('prunes each block by Wanda to the share that the outliers of the dense model give it', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 8 }),
        fc.integer({ min: 20, max: 80 }),
        fc.constantFrom(2, 3, 5),
        fc.constantFrom(0.05, 0.08, 0.15),
        (seed, percent, multiple, spread) => {
          const model = randomModel(seed);
          const shares = sharesOf(model, percent / 100, multiple, spread);
          for (const matrix of model.matrices) {
            const params = { sparsity: percent / 100, multiple, spread };
            const { mask, warnings } = run(owl, matrix, params, model);
            const exact = matrix.in * shares[matrix.layer]!;
            // A share that is a whole number of weights may fall on either side of it.
            if (Math.abs(exact - Math.round(exact)) < 1e-6) continue;
            for (let row = 0; row < matrix.out; row++)
              expect(matrix.in - mask.rowCount(row)).toBe(Math.floor(exact));
            expect(warnings).toEqual([]);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('takes 1 % of a block that should lose nothing, all of one that should lose more, and says so', () => {
    const model = randomModel(5);
    const shares = (sparsity: number) => sharesOf(model, sparsity, 3, 0.25);
    const gone = (sparsity: number) =>
      [0, 1].map((layer) => {
        const matrix = model.matrices.find((each) => each.layer === layer)!;
        const params = { sparsity, multiple: 3, spread: 0.25, base: 'magnitude' };
        const { mask, warnings } = run(owl, matrix, params, model);
        return { gone: 256 - mask.count(), told: warnings! };
      });
    const few = shares(0.1).map((share) => share <= 0);
    expect(few.filter(Boolean)).toHaveLength(1);
    gone(0.1).forEach((block, layer) => {
      // ⌊256 · 0.01⌋ + 1, by the rule up to a threshold
      if (few[layer]) expect(block.gone).toBe(3);
      else expect(block.gone).toBeGreaterThan(50);
      expect(block.told.join()).toMatch(few[layer] ? /loses 1.*λ avoids/ : /^$/);
    });
    const most = shares(0.9).map((share) => share > 1);
    expect(most.filter(Boolean)).toHaveLength(1);
    gone(0.9).forEach((block, layer) => {
      if (most[layer]) expect(block.gone).toBe(256);
      else expect(block.gone).toBeLessThan(200);
      expect(block.told.join()).toMatch(most[layer] ? /loses 100.*λ avoids/ : /^$/);
    });
  });

  it.each(['wanda', 'magnitude', 'sparsegpt'])('is %s itself where λ is 0', (base) => {
    for (const matrix of randomModel(3).matrices) {
      const own = run(owl, matrix, { base, spread: 0, sparsity: 0.6 }, randomModel(3));
      const other = run(methodOf(base), matrix, { sparsity: 0.6 });
      expect(toRows(own.mask)).toEqual(toRows(other.mask));
      expect(own.weight).toEqual(other.weight);
    }
  });

  it('lets SparseGPT choose in the blocks of columns that it chooses in by itself', () => {
    const random = createRandom('wide');
    const weight = matrix(4, 160);
    for (let p = 0; p < weight.data.length; p++) weight.data[p] = random.normal();
    const wide = weightFrom(weight, { inputs: inputsOf([randomInputs(random, 320, 160)]) });
    const own = run(owl, wide, { base: 'sparsegpt', sparsity: 0.6 });
    const other = run(methodOf('sparsegpt'), wide, { sparsity: 0.6 });
    expect(toRows(own.mask)).toEqual(toRows(other.mask));
    expect(own.weight).toEqual(other.weight);
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
