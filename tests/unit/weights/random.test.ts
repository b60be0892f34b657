// Random masks: exact counts, ratios that add up, and draws that differ from matrix to matrix.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRows } from '../../../src/core/mask/ops.ts';
import { erdosRenyi } from '../../../src/methods/weights/random/ratios.ts';
import { methodOf, randomModel, run } from './harness.ts';

const random = methodOf('random');
const model = randomModel(7);
const shares = fc.integer({ min: 0, max: 99 }).map((percent) => percent / 100);
const size = fc.integer({ min: 1, max: 300 });
const sizes = fc.array(fc.record({ out: size, in: size }), { minLength: 1, maxLength: 8 });

const matrixOf = (name: string, layer = 0) =>
  model.matrices.find((each) => each.name === name && each.layer === layer)!;

describe('Erdős–Rényi ratios', () => {
  it('keep the budget exactly, and no matrix keeps more than all of its weights', () => {
    let saturated = 0;
    fc.assert(
      fc.property(sizes, fc.double({ min: 0.01, max: 1, noNaN: true }), (matrices, density) => {
        const ratios = erdosRenyi(matrices, density);
        const counts = matrices.map((each) => each.out * each.in);
        const kept = ratios.reduce((sum, ratio, l) => sum + ratio * counts[l]!, 0);
        const all = counts.reduce((sum, n) => sum + n, 0);
        expect(Math.abs(kept - density * all)).toBeLessThan(1e-9 * all);
        for (const ratio of ratios) expect(ratio).toBeLessThanOrEqual(1);
        if (density < 0.9 && ratios.includes(1)) saturated++;
      }),
    );
    expect(saturated).toBeGreaterThan(0);
  });

  it('are proportional to (in + out) / (in · out) wherever a matrix is not full', () => {
    fc.assert(
      fc.property(sizes, fc.double({ min: 0.01, max: 1, noNaN: true }), (matrices, density) => {
        const ratios = erdosRenyi(matrices, density);
        const epsilons = matrices
          .map((each, l) => (ratios[l]! * each.out * each.in) / (each.out + each.in))
          .filter((_, l) => ratios[l]! < 1);
        for (const epsilon of epsilons) expect(epsilon / epsilons[0]!).toBeCloseTo(1, 9);
        // A full one would have got at least as much by the same factor.
        matrices.forEach((each, l) => {
          const wanted = ((epsilons[0] ?? Infinity) * (each.out + each.in)) / (each.out * each.in);
          if (ratios[l] === 1) expect(wanted).toBeGreaterThan(1 - 1e-9);
        });
      }),
    );
  });
});

describe('random', () => {
  it('keeps round(n · density) weights of each matrix', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 13 }),
        shares,
        fc.constantFrom('uniform', 'er'),
        fc.nat({ max: 99 }),
        (at, sparsity, ratios, seed) => {
          const subject = model.matrices[at]!;
          const density =
            ratios === 'er' ? erdosRenyi(model.matrices, 1 - sparsity)[at]! : 1 - sparsity;
          const { mask } = run(random, subject, { sparsity, ratios, seed }, model);
          expect(mask.count()).toBe(Math.round(subject.out * subject.in * density));
        },
      ),
    );
  });

  it('draws anew for every matrix and every seed, and the same for the same', () => {
    const drawn = (name: string, layer: number, seed: number): string =>
      toRows(run(random, matrixOf(name, layer), { seed }, model).mask).join('\n');
    const masks = ['q', 'k', 'v', 'o'].flatMap((name) =>
      [0, 1].flatMap((layer) => [1, 2].map((seed) => drawn(name, layer, seed))),
    );
    expect(new Set(masks).size).toBe(masks.length);
    expect(drawn('q', 0, 1)).toBe(masks[0]);
  });

  it('favours no place: every weight is kept about as often as the density says', () => {
    const subject = matrixOf('q');
    const often = new Uint16Array(subject.out * subject.in);
    const draws = 400;
    for (let seed = 0; seed < draws; seed++) {
      const { mask } = run(random, subject, { seed, sparsity: 0.6 }, model);
      for (let p = 0; p < often.length; p++) {
        if (mask.has(Math.floor(p / subject.in), p % subject.in)) often[p]!++;
      }
    }
    // Binomial with mean 160 and deviation 9.8; six of them on either side.
    for (const count of often) expect(Math.abs(count - 0.4 * draws)).toBeLessThan(60);
  });
});
