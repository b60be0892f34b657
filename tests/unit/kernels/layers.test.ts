import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matrix, matrixOf, type Matrix } from '../../../src/core/tensor.ts';
import { at, distance, randomMatrix } from './naive.ts';
import { onEveryTier } from './tiers.ts';

function naiveProducts(a: Matrix, b: Matrix, scale: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) {
      let sum = 0;
      for (let c = 0; c < a.cols; c++) sum += at(a, i, c) * at(b, j, c);
      out.push(sum * scale);
    }
  }
  return out;
}

/** float16 bits and what they stand for, by the definition of IEEE 754 binary16. */
const HALVES: readonly (readonly [bits: number, value: number])[] = [
  [0x0000, 0],
  [0x8000, -0],
  [0x3c00, 1],
  [0xbc00, -1],
  [0x3555, 0.333251953125],
  [0x7bff, 65504],
  [0xfbff, -65504],
  [0x0400, 2 ** -14],
  [0x03ff, 1023 * 2 ** -24],
  [0x0001, 2 ** -24],
  [0x8001, -(2 ** -24)],
];

onEveryTier('products and linear layers', (kernels) => {
  test('a worked example', () => {
    const a = matrixOf([
      [1, 2],
      [3, 4],
    ]);
    const b = matrixOf([
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
    const product = kernels.products(a, b, 10);
    expect([product.rows, product.cols]).toEqual([2, 3]);
    expect([...product.data]).toEqual([10, 20, 30, 30, 40, 70]);
  });

  test('agrees with the textbook for any shape', () => {
    const side = fc.integer({ min: 1, max: 75 });
    fc.assert(
      fc.property(side, side, side, (m, n, d) => {
        const a = randomMatrix(`a${m}`, m, d);
        const b = randomMatrix(`b${n}`, n, d);
        expect(distance(kernels.products(a, b, 0.5).data, naiveProducts(a, b, 0.5))).toBeLessThan(
          1e-5,
        );
        const weight = kernels.prepare(b.data, n, d);
        expect(distance(kernels.linear(a, weight).data, naiveProducts(a, b, 1))).toBeLessThan(1e-5);
        weight.release();
      }),
      { numRuns: 60 },
    );
  });

  test('float16 weights are decoded exactly, subnormals and infinities too', () => {
    const bits = Uint16Array.from(HALVES, ([half]) => half);
    const weight = kernels.prepare(bits, bits.length, 1);
    const decoded = kernels.linear(matrixOf([[1]]), weight);
    HALVES.forEach(([, value], p) => expect(decoded.data[p]! + 0).toBe(value + 0));

    const special = kernels.prepare(Uint16Array.of(0x7c00, 0xfc00, 0x7e00), 3, 1);
    expect([...kernels.linear(matrixOf([[1]]), special).data]).toEqual([Infinity, -Infinity, NaN]);
  });

  test('every finite float16 comes out as its definition says', () => {
    const bits = Uint16Array.from({ length: 0x10000 }, (_, b) => b).filter(
      (b) => (b & 0x7c00) !== 0x7c00,
    );
    const decoded = kernels.linear(matrixOf([[1]]), kernels.prepare(bits, bits.length, 1)).data;
    const expected = Float32Array.from(bits, (b) => {
      const exponent = (b >> 10) & 31;
      const size = exponent ? (1024 + (b & 1023)) * 2 ** (exponent - 25) : (b & 1023) * 2 ** -24;
      return b >> 15 ? -size : size;
    });
    expect(distance(decoded, expected)).toBe(0);
  });

  test('many weights live side by side, and a released one is refused or harmless', () => {
    const x = randomMatrix('x', 5, 40);
    const matrices = Array.from({ length: 12 }, (_, w) => randomMatrix(`w${w}`, 30 + w, 40));
    const weights = matrices.map((w) => kernels.prepare(w.data, w.rows, w.cols));
    weights.filter((_, w) => w % 3 === 0).forEach((weight) => weight.release());
    const later = randomMatrix('later', 200, 40);
    const last = kernels.prepare(later.data, 200, 40);
    matrices.forEach((w, index) => {
      if (index % 3 === 0) return;
      const product = kernels.linear(x, weights[index]!);
      expect(distance(product.data, naiveProducts(x, w, 1))).toBeLessThan(1e-5);
    });
    expect(distance(kernels.linear(x, last).data, naiveProducts(x, later, 1))).toBeLessThan(1e-5);
  });

  test('the weight that was given may be changed afterwards', () => {
    const given = Float32Array.of(1, 2);
    const weight = kernels.prepare(given, 1, 2);
    given.fill(9);
    expect([...kernels.linear(matrixOf([[1, 1]]), weight).data]).toEqual([3]);
  });

  test('writes into `out` when given', () => {
    const x = randomMatrix('x', 9, 5);
    const w = randomMatrix('w', 7, 5);
    const weight = kernels.prepare(w.data, 7, 5);
    const out = new Float32Array(63).fill(NaN);
    const result = kernels.linear(x, weight, out);
    expect(result.data).toBe(out);
    expect(distance(out, naiveProducts(x, w, 1))).toBeLessThan(1e-5);
    expect(() => kernels.linear(x, weight, new Float32Array(62))).toThrow('needs 63 numbers');
    weight.release();
  });

  test('refuses what does not fit', () => {
    const weight = kernels.prepare(new Float32Array(6), 2, 3);
    expect(() => kernels.linear(matrix(1, 2), weight)).toThrow('takes 3 features, got 2');
    expect(() => kernels.products(matrix(1, 2), matrix(1, 3), 1)).toThrow('rows of 2 and of 3');
    expect(() => kernels.products(matrix(1, 0), matrix(1, 0), 1)).toThrow('rows of 0');
    expect(() => kernels.prepare(new Float32Array(0), 0, 3)).toThrow('output features must be');
    expect(() => kernels.prepare(new Float32Array(5), 2, 3)).toThrow('must hold 6 numbers, got 5');
  });
});

onEveryTier('layers', (kernels) => {
  test('rmsNorm: a worked example and the textbook', () => {
    // Mean of squares 12.5: 3 / √12.5 = 0.848528…
    const norm = kernels.rmsNorm(matrixOf([[3, 4]]), Float32Array.of(1, 2), 0);
    expect(distance(norm.data, [3 / Math.sqrt(12.5), 8 / Math.sqrt(12.5)])).toBeLessThan(1e-6);
    for (const cols of [1, 3, 8, 33, 192]) {
      const x = randomMatrix('x', 7, cols, 3);
      const gain = randomMatrix('gain', 1, cols, 2).data;
      const expected = Array.from({ length: 7 }, (_, i) => {
        let squares = 0;
        for (let c = 0; c < cols; c++) squares += at(x, i, c) ** 2;
        const factor = 1 / Math.sqrt(squares / cols + 0.01);
        return Array.from({ length: cols }, (_, c) => at(x, i, c) * factor * gain[c]!);
      });
      expect(distance(kernels.rmsNorm(x, gain, 0.01).data, expected.flat())).toBeLessThan(2e-6);
    }
  });

  test('rope: position 0 stays, position 1 turns the first pair by one radian', () => {
    const x = matrixOf([
      [1, 2, 3, 4],
      [1, 0, 0, 0],
    ]);
    const turned = kernels.rope(x, 1, 100);
    // Pairs are (0, 2) and (1, 3); the second turns by 100^(−1/2) = 0.1 rad per position.
    expect([...turned.data.subarray(0, 4)]).toEqual([1, 2, 3, 4]);
    expect(distance(turned.data.subarray(4), [Math.cos(1), 0, Math.sin(1), 0])).toBeLessThan(1e-6);
  });

  test('rope: the textbook, several heads and odd halves', () => {
    for (const [heads, d] of [
      [1, 2],
      [3, 6],
      [2, 32],
      [6, 10],
    ] as const) {
      const x = randomMatrix('x', 50, heads * d);
      const half = d / 2;
      const expected = new Float64Array(x.data.length);
      for (let i = 0; i < 50; i++) {
        for (let h = 0; h < heads; h++) {
          for (let c = 0; c < half; c++) {
            const angle = i * 10_000 ** (-c / half);
            const p = i * heads * d + h * d + c;
            const [a, b] = [x.data[p]!, x.data[p + half]!];
            expected[p] = a * Math.cos(angle) - b * Math.sin(angle);
            expected[p + half] = b * Math.cos(angle) + a * Math.sin(angle);
          }
        }
      }
      // Angles are rounded to float32: up to 3e-6 rad below position 50.
      expect(distance(kernels.rope(x, heads, 10_000).data, expected)).toBeLessThan(1e-5);
    }
    expect(() => kernels.rope(matrix(2, 9), 3, 10_000)).toThrow('9 columns do not make 3 heads');
  });

  test('rope: rows from a later position on turn as they do among all', () => {
    const x = randomMatrix('x', 9, 12);
    const all = kernels.rope(x, 2, 100);
    const late = kernels.rope(matrix(4, 12, x.data.slice(5 * 12)), 2, 100, 5);
    expect([...late.data]).toEqual([...all.data.subarray(5 * 12)]);
  });

  test('rope: scores depend on the distance only', () => {
    const q = randomMatrix('q', 1, 32).data;
    const repeated = matrix(64, 32);
    for (let i = 0; i < 64; i++) repeated.data.set(q, i * 32);
    const turned = kernels.rope(repeated, 1, 10_000);
    const scores = kernels.products(turned, turned, 1);
    for (let i = 10; i < 64; i++) expect(at(scores, i, i - 10)).toBeCloseTo(at(scores, 10, 0), 4);
  });

  test('swiglu: silu(gate) · up, over the whole range of floats', () => {
    const gates = [0, 1, -1, 20, -20, 88, -88, -200, 1e4, -1e4];
    const gate = matrixOf([gates]);
    const up = matrixOf([gates.map((_, p) => p + 1)]);
    const expected = gates.map((g, p) => (g / (1 + Math.exp(-g))) * (p + 1));
    const result = kernels.swiglu(gate, up);
    expected.forEach((value, p) => {
      expect(Math.abs(result.data[p]! - value)).toBeLessThanOrEqual(1e-6 * Math.abs(value) + 1e-30);
    });
    const many = randomMatrix('gate', 9, 11, 8);
    const textbook = [...many.data].map((g) => (g / (1 + Math.exp(-g))) * g);
    expect(distance(kernels.swiglu(many, many).data, textbook)).toBeLessThan(2e-5);
    const inPlace = many.data.slice();
    kernels.swiglu(matrix(9, 11, inPlace), many, inPlace);
    expect(distance(inPlace, textbook)).toBeLessThan(2e-5);
    expect(() => kernels.swiglu(many, many, new Float32Array(98))).toThrow('needs 99 numbers');
    expect(() => kernels.swiglu(matrix(1, 2), matrix(2, 1))).toThrow('they must match');
  });
});
