// Cuts by size: exact counts, thresholds, ties, and what follows from them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSubset, toRows } from '../../../src/core/mask/ops.ts';
import { matrix } from '../../../src/core/tensor.ts';
import { cutSmallest, cutSmallestOf } from '../../../src/methods/weights/_shared/smallest.ts';
import {
  dropSmallest,
  dropUpTo,
  keepNofM,
  thresholdAt,
} from '../../../src/methods/weights/_shared/keep.ts';
import { weightFrom } from '../../../src/methods/weights/_shared/facts.ts';
import { magnitudes } from '../../../src/methods/weights/_shared/stages.ts';
import { methodOf, randomModel, run, tiedMatrix } from './harness.ts';

const magnitude = methodOf('magnitude');
const scopes = fc.constantFrom('matrix', 'row', 'model');
const tied = fc
  .tuple(fc.nat({ max: 50 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 12 }))
  .map((sizes) => tiedMatrix(...sizes));

/** Places in the order in which a stable sort drops them. */
const order = (scores: Float32Array): number[] =>
  [...scores.keys()].sort((a, b) => scores[a]! - scores[b]! || a - b);

describe('cuts', () => {
  it('take exactly k, the lower index first among equals', () => {
    fc.assert(
      fc.property(tied, fc.nat({ max: 120 }), (weight, k) => {
        const scores = magnitudes(weight).data;
        const keep = dropSmallest(scores, k);
        const gone = new Set(order(scores).slice(0, k));
        expect([...keep]).toEqual([...scores.keys()].map((p) => (gone.has(p) ? 0 : 1)));
      }),
    );
  });

  it('count long lists as they sort short ones', () => {
    // Longer than what is sorted, full of equals, over several orders of magnitude.
    const scores = Float32Array.from({ length: 9000 }, (_, p) => ((p * 7919) % 613) ** 3 * 1e-4);
    const sorted = scores.slice().sort();
    for (const k of [1, 2, 17, 4500, 8999]) {
      const { value, ties } = cutSmallest(scores, k);
      expect(value).toBe(sorted[k - 1]);
      expect(sorted.filter((score) => score < value).length + ties).toBe(k);
      const halves = [scores.subarray(0, 1234), scores.subarray(1234)];
      expect(cutSmallestOf(halves, k)).toEqual({ value, ties });
    }
    expect(cutSmallest(scores, 0)).toEqual({ value: -Infinity, ties: 0 });
    expect(dropSmallest(scores, 9000).includes(1)).toBe(false);
  });

  it('up to a threshold take one more than the share, and all of its equals', () => {
    fc.assert(
      fc.property(tied, fc.integer({ min: 0, max: 99 }), (weight, percent) => {
        const scores = magnitudes(weight).data;
        const threshold = scores.slice().sort()[Math.floor((scores.length * percent) / 100)]!;
        expect(thresholdAt(scores, percent / 100)).toBe(threshold);
        const keep = dropUpTo(scores, threshold);
        scores.forEach((score, p) => expect(keep[p]).toBe(score <= threshold ? 0 : 1));
      }),
    );
  });

  it('by groups keep the largest N of each M, the higher index first among equals', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 50 }),
        fc.constantFrom([2, 4], [1, 4], [3, 4], [1, 2], [0, 2]),
        (seed, [n, m]) => {
          const scores = magnitudes(tiedMatrix(seed, 3, 8));
          const keep = keepNofM(scores, n, m);
          for (let from = 0; from < keep.length; from += m) {
            const gone = order(scores.data.slice(from, from + m)).slice(0, m - n);
            for (let p = 0; p < m; p++) expect(keep[from + p]).toBe(gone.includes(p) ? 0 : 1);
          }
        },
      ),
    );
  });
});

describe('magnitude', () => {
  it('keeps less and less of the same: masks are nested', () => {
    const model = randomModel(8);
    fc.assert(
      fc.property(
        fc.nat({ max: 13 }),
        scopes,
        fc.nat({ max: 98 }),
        fc.nat({ max: 98 }),
        (at, scope, a, b) => {
          const masks = [Math.min(a, b), Math.max(a, b)].map(
            (percent) =>
              run(magnitude, model.matrices[at]!, { scope, sparsity: percent / 100 }, model).mask,
          );
          expect(isSubset(masks[1]!, masks[0]!)).toBe(true);
        },
      ),
    );
  });

  it('does not mind the order of outputs, nor signs', () => {
    fc.assert(
      fc.property(
        tied,
        fc.constantFrom('matrix', 'row'),
        fc.nat({ max: 90 }),
        (weight, scope, percent) => {
          const { rows, cols, data } = weight;
          const turned = matrix(
            rows,
            cols,
            data.map((_, p) => -data[(rows - 1 - Math.floor(p / cols)) * cols + (p % cols)]!),
          );
          const params = { scope, sparsity: percent / 100 };
          const [plain, mirrored] = [weight, turned].map((each) =>
            toRows(run(magnitude, weightFrom(each), params).mask),
          );
          expect(mirrored).toEqual([...plain!].reverse());
        },
      ),
    );
  });

  it('with one threshold takes most from matrices of small weights', () => {
    const model = randomModel(8);
    const faint = model.matrices.map((each) =>
      each.layer === 0
        ? {
            ...each,
            weight: matrix(
              each.out,
              each.in,
              each.weight.data.map((w) => w / 100),
            ),
          }
        : each,
    );
    const kept = (layer: number) =>
      faint
        .filter((each) => each.layer === layer)
        .reduce(
          (sum, each) =>
            sum +
            run(
              magnitude,
              each,
              { scope: 'model', sparsity: 0.5 },
              { matrices: faint },
            ).mask.count(),
          0,
        );
    expect(kept(0)).toBeLessThan(kept(1) / 20);
    const all = faint.reduce((sum, each) => sum + each.out * each.in, 0);
    expect(kept(0) + kept(1)).toBe(all - Math.floor(all / 2) - 1);
  });
});
