import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matrixOf } from '../../../src/core/tensor.ts';
import { paletteOf } from '../../../src/core/palette.ts';
import { largest } from '../../../src/figure/parts/largest.ts';
import { barPaths, furthestIn, poolBars } from '../../../src/figure/parts/pool.ts';
import { matrixPicture, rangeOf } from '../../../src/figure/stage/matrix-pixels.ts';
import { thinned } from '../../../src/figure/stage/thin.ts';

describe('pooled bars', () => {
  const odd = (i: number) => i % 2;
  test('each class keeps its own largest value', () => {
    const values = Float32Array.of(1, 5, 2, 3, 4);
    expect(poolBars(values, odd, 2, 2).map(({ from, to, tops }) => [from, to, tops])).toEqual([
      [0, 2, [1, 5]],
      [2, 4, [2, 3]],
      [4, 5, [4, 0]],
    ]);
  });
  test('values below zero are kept beside those above', () => {
    const [bar] = poolBars(Float32Array.of(-1, 5, -3, -2), odd, 2, 4);
    expect(bar).toMatchObject({ tops: [0, 5], lows: [-3, -2] });
  });
  test('the extremes of all are never lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 50 }),
        (numbers, each) => {
          const values = Float32Array.from(numbers);
          const bars = poolBars(values, () => 0, 1, each);
          expect(Math.max(...bars.map(({ tops }) => tops[0]!))).toBe(Math.max(0, ...values));
          expect(Math.min(...bars.map(({ lows }) => lows[0]!))).toBe(Math.min(0, ...values));
          expect(bars).toHaveLength(Math.ceil(values.length / each));
        },
      ),
    );
  });
  test('reading a bar reads what is furthest from zero', () => {
    expect(furthestIn(Float32Array.of(9, 1, 3, 2), 1, 4)).toBe(2);
    expect(furthestIn(Float32Array.of(1, -4, 3), 0, 3)).toBe(1);
  });

  test('bars rise from zero and hang under it', () => {
    const bars = poolBars(Float32Array.of(2, -1), odd, 2, 1);
    expect(barPaths(bars, 2, { step: 10, zero: 20, scale: 10, height: 30 })).toEqual([
      { kind: 0, d: 'M0,20v-20h9v20z' },
      { kind: 1, d: 'M10,20v10h9v-10z' },
    ]);
  });
  test('of one bar the taller class lies behind, on either side', () => {
    const bars = poolBars(Float32Array.of(1, 3, -2, -1), odd, 2, 4);
    const kinds = barPaths(bars, 2, { step: 2, zero: 3, scale: 1, height: 5 });
    // First layer: class 0 below (2), class 1 above (3); second: class 0 above (1), class 1 below (1).
    expect(kinds).toEqual([
      { kind: 0, d: 'M0,3v2h2v-2z' },
      { kind: 1, d: 'M0,3v-3h2v3z' },
      { kind: 0, d: 'M0,3v-1h2v1z' },
      { kind: 1, d: 'M0,3v1h2v-1z' },
    ]);
  });
});

describe('the heaviest keys', () => {
  test('descending, ties to the lower index', () => {
    expect(largest(Float32Array.of(0.1, 0.4, 0.1, 0.4, 0), 3)).toEqual([1, 3, 0]);
    expect(largest(Float32Array.of(0.2), 10)).toEqual([0]);
  });
  test('the same as sorting', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(20), { maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        (xs, k) => {
          const values = Float32Array.from(xs);
          const sorted = [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b);
          expect(largest(values, k)).toEqual(sorted.slice(0, k));
        },
      ),
    );
  });
});

test('a thinned curve keeps its ends and its cut', () => {
  expect(thinned(10, 3, 7)).toEqual([0, 4, 7, 8, 9]);
  expect(thinned(3, 100)).toEqual([0, 1, 2]);
  expect(thinned(0, 100)).toEqual([]);
});

describe('small matrices', () => {
  const { sequential } = paletteOf('light');
  const words = (pixels: Uint8ClampedArray<ArrayBuffer>) => [...new Uint32Array(pixels.buffer)];

  test('zero is the first colour, the largest the last; the upper half stays empty', () => {
    const matrix = matrixOf([
      [2, 9],
      [0, 4],
    ]);
    const range = rangeOf(matrix, true, false);
    expect(range).toEqual({ low: 0, high: 4, log: false });
    const picture = matrixPicture(matrix, true, range, 'light', 99);
    expect(words(picture.pixels)).toEqual([sequential[128], 0, sequential[0], sequential[255]]);
  });

  test('negative scores widen the range downwards and survive pooling', () => {
    const matrix = matrixOf([[-4, -2, -1, -3]]);
    const range = rangeOf(matrix, false, false);
    const picture = matrixPicture(matrix, false, range, 'light', 2);
    expect([picture.width, picture.height]).toEqual([2, 1]);
    // −2 of −4 … 0 is half way, −1 three quarters.
    expect(words(picture.pixels)).toEqual([sequential[128], sequential[191]]);
  });

  test('values that are not finite stay empty', () => {
    const matrix = matrixOf([[Number.NEGATIVE_INFINITY, 1]]);
    const picture = matrixPicture(matrix, false, rangeOf(matrix, false, false), 'light', 9);
    expect(words(picture.pixels)).toEqual([0, sequential[255]]);
  });

  test('attention has the scale of the big map: a hundredth is half way there', () => {
    const matrix = matrixOf([[0.01, 1]]);
    const picture = matrixPicture(matrix, false, rangeOf(matrix, false, true), 'light', 9);
    // As a float32, 0.01 lies a hair below the middle, 127.5.
    expect(words(picture.pixels)).toEqual([sequential[127], sequential[255]]);
  });
});
