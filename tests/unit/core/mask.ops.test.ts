import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lazyCausal, lazyMask } from '../../../src/core/mask/lazy.ts';
import {
  causalMask,
  causalTiles,
  countsPerTile,
  countTiles,
  ensureDiagonalForEmptyRows,
  equals,
  fromRows,
  intersect,
  intersectCausal,
  isSubset,
  linesMask,
  toRows,
  union,
} from '../../../src/core/mask/ops.ts';
import { buildCsr } from '../../../src/core/mask/csr.ts';
import { buildRuns, RunsBuilder } from '../../../src/core/mask/runs.ts';
import { anyMask, maskPairs } from '../support/masks.ts';

const zip = (a: string[], b: string[], keep: (x: boolean, y: boolean) => boolean): string[] =>
  a.map((row, r) =>
    [...row].map((x, c) => (keep(x === '#', b[r]![c] === '#') ? '#' : '.')).join(''),
  );

describe('patterns', () => {
  test('the causal mask of 3 tokens keeps 1 + 2 + 3 pairs', () => {
    expect(toRows(causalMask(3))).toEqual(['#..', '##.', '###']);
    expect(causalMask(1000).count()).toBe(500_500);
  });

  test('tiles of 2 over 5 tokens are clipped at the diagonal, the last one ragged', () => {
    const asked: string[] = [];
    const mask = causalTiles(5, 2, (I, J) => {
      asked.push(`${I},${J}`);
      return J === 0 || I === J;
    });
    expect(toRows(mask)).toEqual(['#....', '##...', '###..', '####.', '##..#']);
    expect(asked).toEqual(['0,0', '1,0', '1,1', '2,0', '2,1', '2,2']);
  });

  test('lines: column 1 and the diagonals 0 and 3', () => {
    const expected = ['#....', '.#...', '.##..', '##.#.', '.#..#'];
    expect(toRows(linesMask(5, [1], [0, 3]))).toEqual(expected);
    expect(toRows(linesMask(5, [1, 7, 1], [3, 99, 0, 3]))).toEqual(expected);
  });

  test('lines keep exactly the chosen columns and offsets', () => {
    const list = fc.array(fc.nat(40), { maxLength: 12 });
    fc.assert(
      fc.property(fc.nat(30), list, list, (n, columns, offsets) => {
        const rows = Array.from({ length: n }, (_, i) =>
          Array.from({ length: n }, (__, j) =>
            j <= i && (columns.includes(j) || offsets.includes(i - j)) ? '#' : '.',
          ).join(''),
        );
        expect(toRows(linesMask(n, columns, offsets))).toEqual(rows);
      }),
    );
  });

  test('text of unequal rows or odd characters is refused', () => {
    expect(() => fromRows(['#.', '#'])).toThrow('row 1 has 1 characters, expected 2: “#”');
    expect(() => fromRows(['#x'])).toThrow('row 0, column 1 must be # or ., got “x”');
    expect(toRows(fromRows(['.#.##', '#####']))).toEqual(['.#.##', '#####']);
  });
});

describe('builders refuse what they cannot mean', () => {
  test('sizes', () => {
    expect(() => buildRuns(2.5, 3, () => undefined)).toThrow(/got 2.5 × 3/);
    expect(() => buildRuns(1, -1, () => undefined)).toThrow(/got 1 × -1/);
    expect(() => causalTiles(4, 0, () => true)).toThrow(/from 1 on, got 0/);
    expect(() => countTiles(causalMask(2), 1.5)).toThrow(/from 1 on, got 1.5/);
    expect(() => countsPerTile(causalMask(2), 1, 0)).toThrow(/from 1 on, got 0/);
  });

  test('rows too few or too many', () => {
    const builder = new RunsBuilder(1, 4);
    expect(() => builder.build()).toThrow('the mask has 1 rows, only 0 were closed');
    builder.add(0, 1);
    builder.endRow();
    expect(() => builder.endRow()).toThrow('the mask has 1 rows, got one more');
    expect(toRows(builder.build())).toEqual(['#...']);
  });

  test('columns outside the map', () => {
    expect(() => buildCsr(2, 3, (row) => [row + 2])).toThrow(
      'row 1 keeps column 3, but columns go from 0 to 2',
    );
  });

  test('a column kept twice counts once', () => {
    const mask = buildCsr(1, 5, () => [3, 1, 3, 1]);
    expect(toRows(mask)).toEqual(['.#.#.']);
    expect([mask.count(), mask.rowCount(0)]).toEqual([2, 2]);
  });

  test('ranges outside the map are clipped', () => {
    const mask = buildRuns(1, 4, (_, keep) => {
      keep(-3, 1);
      keep(3, 99);
      keep(2, 2);
    });
    expect(toRows(mask)).toEqual(['#..#']);
  });

  test('lazy rows that do not ascend', () => {
    const mask = lazyMask(1, 9, (_, keep) => {
      keep(5, 6);
      keep(2, 3);
    });
    expect(() => mask.count()).toThrow('row 0 keeps 2 after 5');
  });
});

describe('set algebra agrees with the drawing', () => {
  test('union, intersection, subset and equality', () => {
    fc.assert(
      fc.property(maskPairs, ([{ mask: a }, { mask: b }]) => {
        const [x, y] = [toRows(a), toRows(b)];
        const both = intersect(a, b);
        const either = union(a, b);
        expect(toRows(both)).toEqual(zip(x, y, (p, q) => p && q));
        expect(toRows(either)).toEqual(zip(x, y, (p, q) => p || q));
        expect(isSubset(both, a) && isSubset(both, b)).toBe(true);
        expect(isSubset(a, either) && isSubset(b, either)).toBe(true);
        expect(isSubset(a, b)).toBe(toRows(both).join() === x.join());
        expect(equals(a, b)).toBe(x.join() === y.join());
        expect(either.count() + both.count()).toBe(a.count() + b.count());
      }),
    );
  });

  test('sizes must agree', () => {
    const [a, b] = [causalMask(2), causalMask(3)];
    expect(() => union(a, b)).toThrow('masks differ in size: 2 × 2 and 3 × 3');
    expect(() => intersect(a, b)).toThrow(/differ in size/);
    expect(() => isSubset(a, b)).toThrow(/differ in size/);
    expect(equals(a, b)).toBe(false);
  });

  test('the causal part', () => {
    fc.assert(
      fc.property(anyMask, ({ mask }) => {
        const cut = toRows(mask).map((row, r) =>
          [...row].map((cell, c) => (c <= r ? cell : '.')).join(''),
        );
        expect(toRows(intersectCausal(mask))).toEqual(cut);
      }),
    );
  });

  test('rows without a key get their diagonal, and only those', () => {
    const { mask, added } = ensureDiagonalForEmptyRows(fromRows(['...', '#..', '...']));
    expect(toRows(mask)).toEqual(['#..', '#..', '..#']);
    expect(added).toBe(2);
    const full = causalMask(4);
    expect(ensureDiagonalForEmptyRows(full)).toEqual({ mask: full, added: 0 });
    expect(() => ensureDiagonalForEmptyRows(fromRows(['..']))).toThrow(/square mask, got 1 × 2/);
  });
});

describe('counts per tile', () => {
  test('5 tokens in tiles of 2: 6 causal tiles, each touched tile counted once', () => {
    // Column 0 touches (0,0), (1,0), (2,0); the cell (4, 4) touches the ragged last tile.
    const mask = fromRows(['#....', '#....', '#....', '#....', '#...#']);
    expect(countTiles(mask, 2)).toEqual({ touched: 4, causal: 6 });
    expect(countTiles(causalMask(5), 2)).toEqual({ touched: 6, causal: 6 });
    expect(countTiles(causalMask(5), 8)).toEqual({ touched: 1, causal: 1 });
    expect(countTiles(fromRows(['.####', '..###', '...##', '....#', '.....']), 2)).toEqual({
      touched: 0,
      causal: 6,
    });
  });

  test('touched tiles are those with a kept causal pair', () => {
    fc.assert(
      fc.property(anyMask, fc.integer({ min: 1, max: 20 }), ({ mask, cells, cols }, tile) => {
        const touched = new Set<string>();
        for (const [r, row] of cells.entries()) {
          for (const [c, bit] of row.entries()) {
            if (bit && c <= r) touched.add(`${Math.floor(r / tile)},${Math.floor(c / tile)}`);
          }
        }
        let causal = 0;
        for (let r = 0; r < cells.length; r += tile) {
          for (let c = 0; c < cols && c <= r; c += tile) causal++;
        }
        expect(countTiles(mask, tile)).toEqual({ touched: touched.size, causal });
      }),
    );
  });

  test('counts are those of the matrix, ragged edges included', () => {
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(anyMask, side, side, ({ mask, cols, cells }, down, across) => {
        const width = Math.ceil(cols / across);
        const counts = new Float64Array(Math.ceil(cells.length / down) * width);
        for (const [r, row] of cells.entries()) {
          for (const [c, bit] of row.entries()) {
            if (bit) counts[Math.floor(r / down) * width + Math.floor(c / across)]! += 1;
          }
        }
        const got = countsPerTile(mask, down, across);
        expect(got.counts).toEqual(counts);
        expect([got.rows, got.cols]).toEqual([Math.ceil(cells.length / down), width]);
      }),
    );
  });

  test('131,072 tokens are counted without being stored', () => {
    const n = 131_072;
    const window = 4096;
    const mask = lazyCausal(n, (row, keep) => {
      keep(0, 64);
      keep(row - window + 1, row + 1);
    });
    // Window rows: a triangle, then full rows; sinks outside the window: rows from `window` on see
    // min(64, row − window + 1) of them.
    const triangle = (window * (window + 1)) / 2 + (n - window) * window;
    const sinks = (63 * 64) / 2 + (n - window - 63) * 64;
    expect(mask.count()).toBe(triangle + sinks);
    const { counts, rows, cols } = countsPerTile(mask, 1024, 1024);
    expect([rows, cols]).toEqual([128, 128]);
    expect(counts.reduce((total, count) => total + count, 0)).toBe(triangle + sinks);
    expect(counts[127 * 128]).toBe(64 * 1024);
    expect(counts[127 * 128 + 126]).toBe(1024 * 1024);
    expect(counts[127 * 128 + 127]).toBe((1024 * 1025) / 2);
  });
});
