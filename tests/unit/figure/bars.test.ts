import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matrixOf } from '../../../src/core/tensor.ts';
import { paletteOf } from '../../../src/core/palette.ts';
import { largest } from '../../../src/figure/parts/largest.ts';
import { largestIn, poolBars } from '../../../src/figure/parts/pool.ts';
import { matrixPicture, rangeOf } from '../../../src/figure/stage/matrix-pixels.ts';
import { thinned } from '../../../src/figure/stage/thin.ts';

describe('pooled bars', () => {
  test('each class keeps its own largest value', () => {
    const values = Float32Array.of(1, 5, 2, 3, 4);
    const odd = (i: number) => i % 2;
    expect(poolBars(values, odd, 2, 2)).toEqual([
      { from: 0, to: 2, tops: [1, 5] },
      { from: 2, to: 4, tops: [2, 3] },
      { from: 4, to: 5, tops: [4, -1] },
    ]);
  });
  test('the largest of all is never lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 50 }),
        (numbers, each) => {
          const values = Float32Array.from(numbers);
          const tops = poolBars(values, () => 0, 1, each).map((bar) => bar.tops[0]!);
          expect(Math.max(...tops)).toBe(Math.max(...values));
          expect(tops).toHaveLength(Math.ceil(values.length / each));
        },
      ),
    );
  });
  test('reading a bar reads its largest', () => {
    expect(largestIn(Float32Array.of(9, 1, 3, 2), 1, 4)).toBe(2);
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
