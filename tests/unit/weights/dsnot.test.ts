// DSnoT swaps weights; what it must not touch, and what must fall.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mask } from '../../../src/core/mask/mask.ts';
import { toRows } from '../../../src/core/mask/ops.ts';
import { createRandom } from '../../../src/core/random.ts';
import { matrix } from '../../../src/core/tensor.ts';
import type { WeightMatrix } from '../../../src/methods/weights.ts';
import {
  inputsOf,
  methodOf,
  outputError,
  randomInputs,
  randomModel,
  run,
  weightsAfter,
} from './harness.ts';

const dsnot = methodOf('dsnot');
const subjects = fc
  .tuple(fc.nat({ max: 20 }), fc.nat({ max: 13 }))
  .map(([seed, at]) => randomModel(seed).matrices[at]!);
const initials = fc.constantFrom('wanda', 'magnitude', 'sparsegpt');
const shares = fc.integer({ min: 5, max: 95 }).map((percent) => percent / 100);

/** What the dropped weights of a row would have added on average. */
function residual({ weight, inputs }: WeightMatrix, mask: Mask, row: number): number {
  let sum = 0;
  for (let j = 0; j < weight.cols; j++) {
    if (!mask.has(row, j)) sum += weight.data[row * weight.cols + j]! * inputs!.sum[j]!;
  }
  return sum;
}

describe('dsnot', () => {
  it('never raises the size of a residual nor turns its sign, with the rule', () => {
    let fell = 0;
    fc.assert(
      fc.property(
        subjects,
        initials,
        shares,
        fc.nat({ max: 50 }),
        (subject, initial, sparsity, cycles) => {
          const { history } = run(dsnot, subject, { initial, sparsity, cycles });
          const [before, after] = history!.map(({ mask }) => mask) as [Mask, Mask];
          for (let row = 0; row < subject.out; row++) {
            const [old, now] = [residual(subject, before, row), residual(subject, after, row)];
            expect(Math.abs(now)).toBeLessThanOrEqual(Math.abs(old) + 1e-9);
            if (Math.abs(now) < Math.abs(old)) fell++;
            if (now !== old) expect(Math.sign(now)).toBe(Math.sign(old));
          }
        },
      ),
    );
    expect(fell).toBeGreaterThan(100);
  });

  it('keeps the count of every output, whatever the rule', () => {
    fc.assert(
      fc.property(
        subjects,
        initials,
        shares,
        fc.boolean(),
        (subject, initial, sparsity, sameSign) => {
          const { mask } = run(dsnot, subject, { initial, sparsity, sameSign, cycles: 50 });
          const kept = subject.in - Math.floor(subject.in * sparsity);
          for (let row = 0; row < mask.rows; row++) expect(mask.rowCount(row)).toBe(kept);
        },
      ),
    );
  });

  it('keeps the count of every group', () => {
    fc.assert(
      fc.property(
        subjects,
        initials,
        fc.constantFrom('2:4', '4:8', '1:4'),
        (subject, initial, pattern) => {
          const [n, m] = pattern.split(':').map(Number) as [number, number];
          const { mask } = run(dsnot, subject, { initial, pattern, cycles: 50, threshold: 0 });
          for (let row = 0; row < mask.rows; row++) {
            for (let from = 0; from < mask.cols; from += m) {
              let kept = 0;
              for (let j = from; j < from + m; j++) if (mask.has(row, j)) kept++;
              expect(kept).toBe(n);
            }
          }
        },
      ),
    );
  });

  it('is the initial method without cycles, and in feed-forward matrices that are left alone', () => {
    for (const subject of randomModel(4).matrices) {
      const wanda = toRows(run(methodOf('wanda'), subject, { sparsity: 0.6 }).mask);
      expect(toRows(run(dsnot, subject, { sparsity: 0.6, cycles: 0 }).mask)).toEqual(wanda);
      if (!['gate', 'up', 'down'].includes(subject.name)) continue;
      const { mask } = run(dsnot, subject, { sparsity: 0.6, layers: 'attention' });
      expect(toRows(mask)).toEqual(wanda);
    }
  });

  it('swaps at most once per cycle and output', () => {
    fc.assert(
      fc.property(subjects, fc.nat({ max: 4 }), (subject, cycles) => {
        const { history } = run(dsnot, subject, { cycles, threshold: 0 });
        const [before, after] = history!.map(({ mask }) => mask) as [Mask, Mask];
        for (let row = 0; row < subject.out; row++) {
          let grown = 0;
          for (let j = 0; j < subject.in; j++) {
            if (after.has(row, j) && !before.has(row, j)) grown++;
          }
          expect(grown).toBeLessThanOrEqual(cycles);
        }
      }),
    );
  });
});

describe('on inputs with a mean, 192 wide', () => {
  const random = createRandom('dsnot error');
  const [tokens, size] = [1024, 192];
  const all = randomInputs(random, tokens + 512, size);
  const part = (from: number, to: number) =>
    matrix(to - from, size, all.data.subarray(from * size, to * size));
  const weight = matrix(96, size);
  for (let p = 0; p < weight.data.length; p++) weight.data[p] = random.normal();
  const sequences = Array.from({ length: 8 }, (_, s) => part(128 * s, 128 * (s + 1)));
  const subject: WeightMatrix = {
    ...{ out: 96, in: size, layers: 1, heads: 1, kvHeads: 1, layer: 0, name: 'q', weight },
    inputs: inputsOf(sequences),
  };
  const errorOf = (id: string, params: object) =>
    outputError(
      part(tokens, tokens + 512),
      weight,
      weightsAfter(subject, run(methodOf(id), subject, params)),
    );

  it.each([0.6, 0.7])('loses less than Wanda with the rule, more without it at %d', (sparsity) => {
    const wanda = errorOf('wanda', { sparsity });
    expect(errorOf('dsnot', { sparsity })).toBeLessThan(wanda);
    const chased = errorOf('dsnot', { sparsity, sameSign: false, cycles: 50 });
    expect(chased).toBeGreaterThan(wanda);
  });
});
