import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matrixOf } from '../../../src/core/tensor.ts';
import { distance, naiveOutput, naiveRow, randomMatrix } from './naive.ts';
import { onEveryTier } from './tiers.ts';

// Ragged in every way: panels of 8 queries, groups of 4 keys, strips of 32 queries, chunks of 64 keys.
const SIZES = [1, 2, 3, 5, 17, 31, 33, 64, 100, 257];
const WIDTHS = [1, 3, 7, 32, 33, 64, 79];

onEveryTier('attentionRows', (kernels) => {
  test('a worked example: equal scores share, a score log 3 higher has three times the weight', () => {
    const q = matrixOf([[1], [1], [1]]);
    const k = matrixOf([[0], [0], [Math.log(3)]]);
    const rows = kernels.attentionRows(q, k, 1, 0, 3);
    expect(distance(rows, [1, 0, 0, 0.5, 0.5, 0, 0.2, 0.2, 0.6])).toBeLessThan(1e-6);
  });

  test.each(SIZES)('agrees with the textbook for n = %i', (n) => {
    for (const d of WIDTHS) {
      const q = randomMatrix(`q${n},${d}`, n, d, 2);
      const k = randomMatrix(`k${n},${d}`, n, d, 2);
      const scale = 1 / Math.sqrt(d);
      const expected = Array.from({ length: n }, (_, i) => naiveRow(q, k, scale, i)).flat();
      expect(distance(kernels.attentionRows(q, k, scale, 0, n), expected)).toBeLessThan(1e-6);
    }
  });

  test('the exponential is good to a few units in the last place', () => {
    for (let x = 0; x <= 86; x += 0.037) {
      const rows = kernels.attentionRows(matrixOf([[1], [1]]), matrixOf([[0], [-x]]), 1, 0, 2);
      const ratio = rows[3]! / rows[2]! / Math.exp(-Math.fround(x));
      // A float32 score of x knows the logarithm of its weight to x · 2^-24.
      expect(Math.abs(ratio - 1)).toBeLessThan(4e-7 + x * 1.5e-7);
    }
  });

  test('stays right where scores reach ±80 and more', () => {
    for (const size of [20, 80, 400]) {
      const q = randomMatrix('big q', 70, 1, size);
      const k = randomMatrix('big k', 70, 1, 1);
      const expected = Array.from({ length: 70 }, (_, i) => naiveRow(q, k, 1, i)).flat();
      // A float32 score of 400 is known to 2e-5, and so is the logarithm of a weight.
      const rows = kernels.attentionRows(q, k, 1, 0, 70);
      expect(distance(rows, expected)).toBeLessThan(size * 5e-7);
    }
  });

  test('a strip has the rows of the whole', () => {
    const q = randomMatrix('q', 90, 16, 2);
    const k = randomMatrix('k', 90, 16, 2);
    const whole = kernels.attentionRows(q, k, 0.25, 0, 90);
    const range = fc.tuple(fc.nat(90), fc.nat(90));
    fc.assert(
      fc.property(range, ([a, b]) => {
        const from = Math.min(a, b);
        const to = Math.max(a, b);
        const strip = kernels.attentionRows(q, k, 0.25, from, to);
        expect(distance(strip, whole.subarray(from * 90, to * 90))).toBeLessThan(1e-6);
      }),
      { numRuns: 40 },
    );
  });

  test('rows sum to 1, cells above the diagonal are exactly 0, whatever lay in `out`', () => {
    const q = randomMatrix('q', 45, 9, 3);
    const k = randomMatrix('k', 45, 9, 3);
    const out = new Float32Array(45 * 45).fill(NaN);
    expect(kernels.attentionRows(q, k, 1, 0, 45, out)).toBe(out);
    for (let i = 0; i < 45; i++) {
      const row = out.subarray(i * 45, (i + 1) * 45);
      expect(row.subarray(i + 1).every((weight) => weight === 0)).toBe(true);
      expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    }
  });

  test('statistics: largest score, and the sum that the weights are divided by', () => {
    const q = matrixOf([[2], [2], [2]]);
    const k = matrixOf([[1], [0], [1]]);
    const statistics = { max: new Float32Array(3), sum: new Float32Array(3) };
    kernels.attentionRows(q, k, 3, 0, 3, undefined, statistics);
    const light = Math.exp(-6);
    expect(distance(statistics.max, [6, 6, 6])).toBeLessThan(1e-5);
    expect(distance(statistics.sum, [1, 1 + light, 2 + light])).toBeLessThan(1e-5);
  });

  test('refuses what does not fit, and says why', () => {
    const q = randomMatrix('q', 4, 2);
    const k = randomMatrix('k', 4, 2);
    expect(() => kernels.attentionRows(q, k, 1, 2, 5)).toThrow(
      'rows [2, 5) do not lie within 0 … 4',
    );
    expect(() => kernels.attentionRows(q, k, 1, 0.5, 2)).toThrow('rows [0.5, 2)');
    const out = new Float32Array(3);
    expect(() => kernels.attentionRows(q, k, 1, 0, 4, out)).toThrow('must hold 16 numbers, got 3');
    const flat = randomMatrix('k', 4, 0);
    expect(() => kernels.attentionRows(flat, flat, 1, 0, 4)).toThrow(
      'dimensions of a head must be',
    );
    const odd = randomMatrix('k', 4, 3);
    expect(() => kernels.attentionRows(q, odd, 1, 0, 4)).toThrow(
      'queries (4 × 2) and keys (4 × 3)',
    );
  });
});

onEveryTier('attentionOutput without a mask', (kernels) => {
  test.each(SIZES)('agrees with the textbook for n = %i', (n) => {
    for (const [d, cols] of [
      [1, 1],
      [8, 8],
      [33, 7],
      [32, 64],
    ] as const) {
      const q = randomMatrix(`q${n},${d}`, n, d, 2);
      const k = randomMatrix(`k${n},${d}`, n, d, 2);
      const v = randomMatrix(`v${n},${d}`, n, cols, 5);
      const expected = Array.from({ length: n }, (_, i) => naiveOutput(naiveRow(q, k, 0.4, i), v));
      const output = kernels.attentionOutput(q, k, v, 0.4, null, 0, n);
      expect([output.rows, output.cols]).toEqual([n, cols]);
      // Values reach 5 and scores 25, of which float32 knows 2e-6.
      expect(distance(output.data, expected.flat())).toBeLessThan(2e-5);
    }
  });

  test('a strip has the rows of the whole', () => {
    const [q, k, v] = ['q', 'k', 'v'].map((name) => randomMatrix(name, 77, 12, 2)) as [
      ReturnType<typeof randomMatrix>,
      ReturnType<typeof randomMatrix>,
      ReturnType<typeof randomMatrix>,
    ];
    const whole = kernels.attentionOutput(q, k, v, 0.3, null, 0, 77);
    for (const [from, to] of [
      [0, 1],
      [3, 40],
      [41, 77],
      [76, 77],
      [20, 20],
    ] as const) {
      const strip = kernels.attentionOutput(q, k, v, 0.3, null, from, to);
      expect(distance(strip.data, whole.data.subarray(from * 12, to * 12))).toBeLessThan(1e-6);
    }
  });
});

onEveryTier('attentionBoth', (kernels) => {
  test('gives what the two kernels give, for a strip too, whatever lay in `rows`', () => {
    const n = 70;
    const q = randomMatrix('q', n, 12, 2);
    const k = randomMatrix('k', n, 12, 2);
    const v = randomMatrix('v', n, 7, 2);
    for (const [from, to] of [
      [0, n],
      [13, 50],
      [n - 1, n],
    ] as const) {
      const given = new Float32Array((to - from) * n).fill(NaN);
      const { rows, output } = kernels.attentionBoth(q, k, v, 0.3, from, to, given);
      expect(rows).toBe(given);
      expect(distance(rows, kernels.attentionRows(q, k, 0.3, from, to))).toBe(0);
      const alone = kernels.attentionOutput(q, k, v, 0.3, null, from, to);
      expect(distance(output.data, alone.data)).toBe(0);
      expect(kernels.attentionBoth(q, k, v, 0.3, from, to)).toEqual({ rows, output });
    }
    expect(() => kernels.attentionBoth(q, k, v, 1, 0, 2, new Float32Array(3))).toThrow(
      'must hold 140 numbers, got 3',
    );
  });
});
