import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causalMask, fromRows, linesMask } from '../../../src/core/mask/ops.ts';
import { lazyCausal } from '../../../src/core/mask/lazy.ts';
import type { Mask } from '../../../src/core/mask/mask.ts';
import { buildRuns } from '../../../src/core/mask/runs.ts';
import { createRandom } from '../../../src/core/random.ts';
import { matrixOf, type Matrix } from '../../../src/core/tensor.ts';
import type { Kernels } from '../../../src/kernels/contract.ts';
import { distance, naiveOutput, naiveRow, randomMask, randomMatrix, squared } from './naive.ts';
import { onEveryTier } from './tiers.ts';

interface Head {
  readonly q: Matrix;
  readonly k: Matrix;
  readonly v: Matrix;
  readonly scale: number;
}

function randomHead(seed: string, n: number, d: number, cols: number): Head {
  const q = randomMatrix(`${seed} q`, n, d, 3);
  const k = randomMatrix(`${seed} k`, n, d, 3);
  return { q, k, v: randomMatrix(`${seed} v`, n, cols, 3), scale: 1 / Math.sqrt(d) };
}

/** Every number of a masked head, by the textbook. */
function naive({ q, k, v, scale }: Head, mask: Mask, from: number, to: number) {
  const rows = Array.from({ length: to - from }, (_, r) => {
    const full = naiveRow(q, k, scale, from + r);
    const kept = naiveRow(q, k, scale, from + r, mask);
    const dense = naiveOutput(full, v);
    const sparse = naiveOutput(kept, v);
    return {
      output: sparse,
      recall: full.reduce((sum, weight, j) => sum + (mask.has(from + r, j) ? weight : 0), 0),
      error: squared(dense.map((value, c) => value - sparse[c]!)),
      norm: squared(dense),
    };
  });
  return {
    output: rows.flatMap((row) => row.output),
    recall: rows.map((row) => row.recall),
    error: rows.map((row) => row.error),
    norm: rows.map((row) => row.norm),
  };
}

function compare(kernels: Kernels, head: Head, mask: Mask, from: number, to: number): void {
  const { q, k, v, scale } = head;
  const expected = naive(head, mask, from, to);
  const output = kernels.attentionOutput(q, k, v, scale, mask, from, to);
  expect(distance(output.data, expected.output)).toBeLessThan(1e-5);
  const costs = kernels.maskedRows(q, k, v, scale, mask, from, to);
  expect(distance(costs.recall, expected.recall)).toBeLessThan(2e-6);
  expect(distance(costs.errorSquared, expected.error)).toBeLessThan(2e-4);
  expect(distance(costs.normSquared, expected.norm)).toBeLessThan(2e-4);
  const probs = kernels.attentionRows(q, k, scale, 0, k.rows);
  expect(distance(kernels.recallRows(probs, mask, from, to), expected.recall)).toBeLessThan(2e-6);
}

/** Shapes that take different ways through the kernels. */
const shapes: Record<string, (n: number) => Mask> = {
  everything: causalMask,
  nothing: (n) => buildRuns(n, n, () => undefined),
  'the diagonal': (n) => buildRuns(n, n, (i, keep) => keep(i, i + 1)),
  'the first key, which row 0 alone shares with its diagonal': (n) =>
    buildRuns(n, n, (_, keep) => keep(0, 1)),
  'a window of 10 with 2 sinks': (n) =>
    lazyCausal(n, (i, keep) => {
      if (i > 11) keep(0, 2);
      keep(Math.max(0, i - 9), i + 1);
    }),
  'columns and diagonals': (n) => linesMask(n, [0, 5, 23, 58], [0, 1, 17, 40]),
  'every second row only': (n) => buildRuns(n, n, (i, keep) => i % 2 && keep(i >> 1, i + 1)),
  'whole rows, above the diagonal too': (n) => buildRuns(n, n, (_, keep) => keep(0, n)),
  'only above the diagonal': (n) => buildRuns(n, n, (i, keep) => i + 1 < n && keep(i + 1, n)),
};

onEveryTier('masked attention', (kernels) => {
  test('a worked example: three equal weights, the middle key dropped in the last row', () => {
    const head = {
      q: matrixOf([[0], [0], [0]]),
      k: matrixOf([[0], [0], [0]]),
      v: matrixOf([[3], [6], [0]]),
    };
    const mask = fromRows(['#..', '##.', '#.#']);
    const output = kernels.attentionOutput(head.q, head.k, head.v, 1, mask, 0, 3);
    expect(distance(output.data, [3, 4.5, 1.5])).toBeLessThan(1e-6);
    const costs = kernels.maskedRows(head.q, head.k, head.v, 1, mask, 0, 3);
    expect(distance(costs.recall, [1, 1, 2 / 3])).toBeLessThan(1e-6);
    expect(distance(costs.errorSquared, [0, 0, 1.5 ** 2])).toBeLessThan(1e-5);
    expect(distance(costs.normSquared, [9, 4.5 ** 2, 9])).toBeLessThan(1e-5);
  });

  describe.each(Object.entries(shapes))('%s', (name, make) => {
    test.each([1, 2, 5, 33, 100])('agrees with the textbook for n = %i', (n) => {
      compare(kernels, randomHead(name, n, 16, 8), make(n), 0, n);
    });
  });

  test('any mask, any size, any strip', () => {
    const cases = fc.record({
      n: fc.integer({ min: 1, max: 90 }),
      d: fc.integer({ min: 1, max: 40 }),
      cols: fc.integer({ min: 1, max: 20 }),
      density: fc.constantFrom(0.01, 0.05, 0.3, 0.7, 0.97),
      seed: fc.nat(),
      cut: fc.tuple(fc.nat(90), fc.nat(90)),
    });
    fc.assert(
      fc.property(cases, ({ n, d, cols, density, seed, cut }) => {
        const mask = randomMask(createRandom(seed), n, density);
        const [from, to] = cut.map((row) => Math.min(row, n)).sort((a, b) => a - b) as [
          number,
          number,
        ];
        compare(kernels, randomHead(`${seed}`, n, d, cols), mask, from, to);
      }),
      { numRuns: 60 },
    );
  });

  test('kept weights far below a float32 still give their own output', () => {
    // Key 0 scores 150 above all others: without it e^-150 of the mass is left, which is 0 in float32.
    const n = 20;
    const q = matrixOf(Array.from({ length: n }, () => [1]));
    const k = matrixOf(Array.from({ length: n }, (_, j) => [j === 0 ? 150 : 0]));
    const v = matrixOf(Array.from({ length: n }, (_, j) => [j === 0 ? 1 : 3]));
    const mask = buildRuns(n, n, (i, keep) => (i === 0 ? keep(0, 1) : keep(1, i + 1)));
    const output = kernels.attentionOutput(q, k, v, 1, mask, 0, n);
    expect(distance(output.data, [1, ...Array.from({ length: n - 1 }, () => 3)])).toBeLessThan(
      1e-5,
    );
    const costs = kernels.maskedRows(q, k, v, 1, mask, 0, n);
    const rest = Array.from({ length: n - 1 }, () => 4);
    expect(distance(costs.errorSquared, [0, ...rest])).toBeLessThan(1e-4);
    expect(distance(costs.recall, [1, ...rest.map(() => 0)])).toBeLessThan(1e-6);
  });

  test('a mask that keeps everything costs nothing', () => {
    const { q, k, v, scale } = randomHead('all', 130, 32, 32);
    const costs = kernels.maskedRows(q, k, v, scale, causalMask(130), 0, 130);
    expect(distance(costs.recall, new Float32Array(130).fill(1))).toBeLessThan(1e-6);
    for (let i = 0; i < 130; i++) {
      expect(costs.errorSquared[i]! / costs.normSquared[i]!).toBeLessThan(1e-10);
    }
  });

  test('refuses a mask or values of another size', () => {
    const { q, k, v, scale } = randomHead('size', 6, 2, 2);
    const small = causalMask(5);
    expect(() => kernels.maskedRows(q, k, v, scale, small, 0, 6)).toThrow(
      'a 5 × 5 mask does not fit 6 tokens',
    );
    const short = randomMatrix('v', 5, 2);
    expect(() => kernels.attentionOutput(q, k, short, scale, null, 0, 6)).toThrow(
      '5 values for 6 keys',
    );
  });
});
