// What Wanda promises beyond what holds for all methods.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRows } from '../../../src/core/mask/ops.ts';
import { createRandom } from '../../../src/core/random.ts';
import { matrix } from '../../../src/core/tensor.ts';
import type { LayerInputs, WeightMatrix } from '../../../src/methods/weights.ts';
import { inputsFrom, weightFrom } from '../../../src/methods/weights/_shared/facts.ts';
import {
  inputsOf,
  methodOf,
  outputError,
  randomInputs,
  randomModel,
  run,
  tiedMatrix,
  weightsAfter,
} from './harness.ts';

const wanda = methodOf('wanda');
const subjects = fc
  .tuple(fc.nat({ max: 20 }), fc.nat({ max: 13 }))
  .map(([seed, at]) => randomModel(seed).matrices[at]!);
const sparsities = fc.integer({ min: 0, max: 99 }).map((percent) => percent / 100);

const withNorms = (subject: WeightMatrix, change: (l2: Float32Array) => Float32Array) => {
  const inputs = subject.inputs as LayerInputs;
  return { ...subject, inputs: { ...inputs, l2: change(inputs.l2) } };
};

describe('wanda', () => {
  it('leaves every output the same number of weights', () => {
    fc.assert(
      fc.property(subjects, sparsities, (subject, sparsity) => {
        const { mask } = run(wanda, subject, { sparsity });
        const kept = subject.in - Math.floor(subject.in * sparsity);
        for (let row = 0; row < mask.rows; row++) expect(mask.rowCount(row)).toBe(kept);
      }),
    );
  });

  it('does not mind louder inputs', () => {
    fc.assert(
      fc.property(subjects, sparsities, (subject, sparsity) => {
        const louder = withNorms(subject, (l2) => l2.map((x) => 4 * x));
        const masks = [subject, louder].map((each) => toRows(run(wanda, each, { sparsity }).mask));
        expect(masks[1]).toEqual(masks[0]);
      }),
    );
  });

  it('is magnitude within each output where all inputs are equally strong', () => {
    fc.assert(
      fc.property(subjects, sparsities, (subject, sparsity) => {
        const even = withNorms(subject, (l2) => l2.map(() => 2));
        const bySize = run(methodOf('magnitude'), subject, { sparsity, scope: 'row' });
        expect(toRows(run(wanda, even, { sparsity }).mask)).toEqual(toRows(bySize.mask));
      }),
    );
  });

  it('drops silent inputs before any other', () => {
    fc.assert(
      fc.property(subjects, fc.nat({ max: 15 }), (subject, silent) => {
        const quiet = withNorms(subject, (l2) => l2.map((x, j) => (j === silent ? 0 : x)));
        const { mask } = run(wanda, quiet, { sparsity: 1 / subject.in });
        for (let row = 0; row < mask.rows; row++) expect(mask.has(row, silent)).toBe(false);
      }),
    );
  });

  it('by equal shares does what a plain transcription of its bisection does', () => {
    fc.assert(
      fc.property(subjects, fc.boolean(), sparsities, (subject, even, sparsity) => {
        // Whole sizes and norms of 1 are full of ties.
        const tied = weightFrom(tiedMatrix(subject.layer + 3 * subject.in, 8, 16), {
          inputs: inputsFrom({ l2: Array.from({ length: 16 }, () => 1) }),
        });
        const chosen = even ? tied : subject;
        const { weight, inputs } = chosen;
        const rows = Array.from({ length: weight.rows }, (_, i) =>
          Array.from({ length: weight.cols }, (_, j) =>
            Math.fround(Math.abs(weight.data[i * weight.cols + j]!) * inputs!.l2[j]!),
          ),
        );
        const cut = (alpha: number): boolean[][] =>
          rows.map((row) => {
            const ascending = [...row].sort((a, b) => a - b);
            const limit = alpha * ascending.reduce((sum, x) => sum + x, 0);
            let [sum, threshold] = [0, -Infinity];
            for (const x of ascending) if ((sum += x) <= limit) threshold = x;
            return row.map((x) => x > threshold);
          });
        const lost = (keep: boolean[][]): number =>
          keep.flat().filter((kept) => !kept).length / weight.data.length;
        let [low, alpha, high] = [0, 0.4, 0.8];
        while (Math.abs(lost(cut(alpha)) - sparsity) > 0.001 && high - low >= 0.001) {
          if (lost(cut(alpha)) > sparsity) high = alpha;
          else low = alpha;
          alpha = (low + high) / 2;
        }
        const expected = sparsity === 0 ? rows.map((row) => row.map(() => true)) : cut(alpha);
        const { mask, warnings } = run(wanda, chosen, { sparsity, variant: 'share' });
        expect(toRows(mask)).toEqual(
          expected.map((row) => row.map((kept) => (kept ? '#' : '.')).join('')),
        );
        expect(warnings).toHaveLength(sparsity > 0 && alpha > 0.799 ? 1 : 0);
      }),
      { numRuns: 100 },
    );
  });

  it('says where equal shares end before the sparsity is met', () => {
    // At α = 0.8 the first row may lose 8 of 10, hence 1 + 2 + 3, and the second only 1 + 1 + 1.
    const subject = weightFrom(
      [
        [1, 2, 3, 4],
        [1, 1, 1, 7],
      ],
      { inputs: inputsFrom({ l2: [1, 1, 1, 1] }) },
    );
    const of = (sparsity: number) => run(wanda, subject, { variant: 'share', sparsity });
    expect(toRows(of(0.9).mask)).toEqual(['...#', '...#']);
    expect(of(0.9).warnings).toEqual([
      'equal shares of the score end at 80 %: 75.0 % of the weights go, not 90.0 %',
    ]);
    expect(of(0.75).warnings).toEqual([]);
  });

  it('meets the sparsity by equal shares as closely as its bisection can', () => {
    fc.assert(
      fc.property(subjects, fc.constantFrom(0.3, 0.5, 0.6), (subject, sparsity) => {
        const { mask } = run(wanda, subject, { sparsity, variant: 'share' });
        // α ends within 0.001 of the crossing; a row changes by one weight at a time around there.
        const reached = 1 - mask.count() / (mask.rows * mask.cols);
        expect(Math.abs(reached - sparsity)).toBeLessThan(0.05);
      }),
    );
  });
});

describe('on correlated inputs with a few strong features', () => {
  const random = createRandom('ordering');
  const all = randomInputs(random, 1024, 96);
  const part = (from: number, to: number) =>
    matrix(to - from, 96, all.data.subarray(from * 96, to * 96));
  const weight = matrix(64, 96);
  for (let p = 0; p < weight.data.length; p++) weight.data[p] = random.normal() / 10;
  const subject: WeightMatrix = {
    ...{ out: 64, in: 96, layers: 1, heads: 1, kvHeads: 1, layer: 0, name: 'down', weight },
    inputs: inputsOf([part(0, 384), part(384, 768)]),
  };
  const errorOf = (id: string, sparsity: number) =>
    outputError(
      part(768, 1024),
      weight,
      weightsAfter(subject, run(methodOf(id), subject, { sparsity })),
    );

  it.each([0.5, 0.6, 0.7, 0.8])('loses less than magnitude and random at %d', (sparsity) => {
    const [wandaLoss, magnitude, random] = ['wanda', 'magnitude', 'random'].map((id) =>
      errorOf(id, sparsity),
    ) as [number, number, number];
    expect(wandaLoss).toBeLessThan(magnitude);
    expect(magnitude).toBeLessThan(random);
  });
});
