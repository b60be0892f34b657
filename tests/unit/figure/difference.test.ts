import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromRows } from '../../../src/core/mask/ops.ts';
import {
  countDifference,
  differenceAt,
  differenceText,
  paintDifference,
} from '../../../src/figure/difference.ts';

const COLOURS = { both: 3, first: 1, second: 2, neither: 4 };
const A = fromRows(['#...', '##..', '#.#.', '#..#']);
const B = fromRows(['#...', '.#..', '.##.', '####']);
const whole = (size: number) => ({ row0: 0, row1: 4, col0: 0, col1: 4, width: size, height: size });
const words = (pixels: Uint8ClampedArray<ArrayBuffer>) => [...new Uint32Array(pixels.buffer)];

test('a pixel a cell: agreement, one, the other, neither, nothing above the diagonal', () => {
  expect(words(paintDifference(A, B, whole(4), COLOURS, 'causal'))).toEqual([
    ...[3, 0, 0, 0],
    ...[1, 3, 0, 0],
    ...[1, 2, 3, 0],
    ...[3, 2, 2, 3],
  ]);
});

test('a cell in words: who of the two keeps it, as its colour says', () => {
  const names = ['MInference', 'HiP'] as const;
  const said = (row: number, col: number) => differenceText(differenceAt(A, B, row, col), names);
  expect(said(1, 0)).toBe('kept by MInference only');
  expect(said(2, 1)).toBe('kept by HiP only');
  expect(said(3, 3)).toBe('kept by both');
  expect(said(0, 2)).toBe('kept by neither');
  const painted = words(paintDifference(A, B, whole(4), COLOURS, 'all'));
  for (let i = 0; i < 16; i++) {
    expect(COLOURS[differenceAt(A, B, Math.floor(i / 4), i % 4)]).toBe(painted[i]);
  }
});

test('zoomed out, no difference is lost', () => {
  // The 2 × 2 pixels hold: {both, first, both}; nothing; {first, 2 second, both}; {both, second, both}.
  expect(words(paintDifference(A, B, whole(2), COLOURS, 'causal'))).toEqual([1, 0, 2, 2]);
});

test('counts by hand', () => {
  expect(countDifference(A, B, 'causal')).toEqual({
    both: 5,
    onlyFirst: 2,
    onlySecond: 3,
    neither: 0,
  });
});

test('a matrix is drawn and counted as a whole, whatever its shape', () => {
  const first = fromRows(['#..#.', '.#..#', '..#..']);
  const second = fromRows(['#.#..', '.#...', '....#']);
  const view = { row0: 0, row1: 3, col0: 0, col1: 5, width: 5, height: 3 };
  expect(words(paintDifference(first, second, view, COLOURS, 'all'))).toEqual([
    ...[3, 4, 2, 1, 4],
    ...[4, 3, 4, 4, 1],
    ...[4, 4, 1, 4, 2],
  ]);
  // 15 weights: 2 + 3 + 2 are kept by somebody.
  const counts = { both: 2, onlyFirst: 3, onlySecond: 2, neither: 8 };
  expect(countDifference(first, second, 'all')).toEqual(counts);
});

test('counts agree with asking every cell', () => {
  const mask = fc.array(fc.boolean(), { minLength: 78, maxLength: 78 }).map((bits) => {
    const rows: string[] = [];
    let at = 0;
    for (let i = 0; i < 12; i++) {
      const row = Array.from({ length: 12 }, (_, j) => (j <= i && bits[at + j] ? '#' : '.'));
      at += i + 1;
      rows.push(row.join(''));
    }
    return fromRows(rows);
  });
  fc.assert(
    fc.property(mask, mask, (a, b) => {
      const naive = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
      for (let i = 0; i < 12; i++) {
        for (let j = 0; j <= i; j++) {
          const [inA, inB] = [a.has(i, j), b.has(i, j)];
          naive[inA ? (inB ? 'both' : 'onlyFirst') : inB ? 'onlySecond' : 'neither']++;
        }
      }
      expect(countDifference(a, b, 'causal')).toEqual(naive);
    }),
  );
});
