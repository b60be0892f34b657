// Statistics of inputs, by hand and against their definitions.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/core/random.ts';
import { matrixOf } from '../../../../src/core/tensor.ts';
import { summarise } from '../../../../src/domains/weights/statistics.ts';
import { loadKernels } from '../../../../src/kernels/index.ts';
import { typescriptKernels } from '../../../../src/kernels/ts.ts';
import { inputsOf, randomInputs } from '../harness.ts';

describe('summarise', () => {
  it('gives what one can compute by hand', () => {
    const inputs = summarise(
      [
        matrixOf([
          [1, 2],
          [3, 0],
        ]),
        matrixOf([[-1, 1]]),
      ],
      typescriptKernels,
    );
    expect(inputs).toMatchObject({ tokens: 3, sequences: 2 });
    // √((1 + 9 + 1) / 2), √((4 + 0 + 1) / 2)
    expect([...inputs.l2]).toEqual([Math.fround(Math.sqrt(5.5)), Math.fround(Math.sqrt(2.5))]);
    expect([...inputs.sum]).toEqual([1.5, 1.5]);
    // In the first sequence both features have variance 1 over 2 tokens, in the second 0 over 1.
    expect([...inputs.variance]).toEqual([Math.fround(2 / 3), Math.fround(2 / 3)]);
    // (2/2)·Σ x xᵀ: 1 + 9 + 1, 2 + 0 − 1, 4 + 0 + 1
    expect([...inputs.hessian()]).toEqual([11, 1, 1, 5]);
    expect(inputs.hessian()).toBe(inputs.hessian());
  });

  it('agrees with its definitions on every tier', async () => {
    const kernels = await loadKernels();
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 }),
        (seed, lengths) => {
          const random = createRandom(seed);
          const sequences = lengths.map((tokens) => randomInputs(random, tokens, 12));
          const expected = inputsOf(sequences);
          for (const tier of [typescriptKernels, kernels]) {
            const found = summarise(sequences, tier);
            for (const part of ['l2', 'sum', 'variance'] as const) {
              found[part].forEach((value, j) => {
                const scale = Math.max(1, expected.l2[j]! ** 2);
                expect(Math.abs(value - expected[part][j]!)).toBeLessThan(1e-5 * scale);
              });
            }
            const largest = Math.max(...expected.hessian().map(Math.abs));
            found.hessian().forEach((value, p) => {
              expect(Math.abs(value - expected.hessian()[p]!)).toBeLessThan(1e-5 * largest);
            });
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('needs a sequence', () => {
    expect(() => summarise([], typescriptKernels)).toThrow('at least one sequence');
  });
});
