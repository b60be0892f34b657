// Every representation must behave as the boolean matrix it stands for.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBitset } from '../../../src/core/mask/bitset.ts';
import { equals, toRows, toRuns } from '../../../src/core/mask/ops.ts';
import { decodeMask, encodeMask } from '../../../src/core/mask/wire.ts';
import { representations, type Cells } from '../support/masks.ts';

/** Maximal runs of true, the slow and obvious way. */
function runsOf(row: readonly boolean[]): number[][] {
  const runs: number[][] = [];
  for (let c = 0; c < row.length; c++) {
    if (!row[c]) continue;
    if (c > 0 && row[c - 1]) runs[runs.length - 1]![1] = c + 1;
    else runs.push([c, c + 1]);
  }
  return runs;
}

const sum = (row: readonly boolean[]): number => row.filter(Boolean).length;
const drawn = (cells: Cells): string[] =>
  cells.map((row) => row.map((bit) => (bit ? '#' : '.')).join(''));

describe.each(Object.entries(representations))('%s', (_, samples) => {
  test('size, has, counts and runs are those of the matrix', () => {
    fc.assert(
      fc.property(samples, ({ mask, cols, cells }) => {
        expect([mask.rows, mask.cols]).toEqual([cells.length, cols]);
        const rows = cells.map((row, r) => {
          const runs: number[][] = [];
          mask.forEachRun(r, (start, end) => runs.push([start, end]));
          const has = row.map((__, c) => mask.has(r, c));
          return {
            runs,
            count: mask.rowCount(r),
            has,
            beyond: [mask.has(r, -1), mask.has(r, cols)],
          };
        });
        const expected = cells.map((row) => ({
          runs: runsOf(row),
          count: sum(row),
          has: row,
          beyond: [false, false],
        }));
        // One comparison of texts: thousands of small ones would take most of the time.
        expect(JSON.stringify(rows)).toBe(JSON.stringify(expected));
        expect(mask.count()).toBe(cells.reduce((total, row) => total + sum(row), 0));
        expect(mask.count()).toBe(mask.count());
      }),
    );
  });

  test('walks rows within rows of itself', () => {
    fc.assert(
      fc.property(samples, ({ mask, cells }) => {
        let pairs = 0;
        for (let r = 1; r < mask.rows; r++) {
          mask.forEachRun(r, () => mask.forEachRun(r - 1, (start, end) => (pairs += end - start)));
        }
        const expected = cells
          .slice(1)
          .reduce((total, row, r) => total + runsOf(row).length * sum(cells[r]!), 0);
        expect(pairs).toBe(expected);
      }),
    );
  });

  test('survives flattening, bits and the wire', () => {
    fc.assert(
      fc.property(samples, ({ mask, cells }) => {
        expect(toRows(toRuns(mask))).toEqual(drawn(cells));
        expect(toRuns(mask)).toBe(toRuns(mask));
        expect(toRows(toBitset(mask))).toEqual(drawn(cells));
        const wire = encodeMask(mask);
        const back = decodeMask(wire);
        expect(back.kind).toBe(mask.kind === 'lazy' ? 'runs' : mask.kind);
        expect([back.rows, back.cols]).toEqual([mask.rows, mask.cols]);
        expect(toRows(back)).toEqual(drawn(cells));
        expect(equals(back, mask)).toBe(true);
        expect(encodeMask(back)).toEqual(wire);
        expect(encodeMask(back)).not.toBe(wire);
      }),
    );
  });

  test('a corrupted word is refused with a message, or is another valid mask', () => {
    const corrupted = fc.tuple(samples, fc.nat(), fc.integer({ min: 0, max: 0xffffffff }));
    fc.assert(
      fc.property(corrupted, ({ 0: { mask }, 1: place, 2: value }) => {
        const words = new Uint32Array(encodeMask(mask));
        words[place % words.length] = place % 2 === 0 ? value : value % 8;
        try {
          const back = decodeMask(words.buffer);
          for (let r = 0; r < Math.min(back.rows, 100); r++) {
            let least = 0;
            back.forEachRun(r, (start, end) => {
              const valid = least <= start && start < end && end <= back.cols;
              if (!valid) expect.fail(`row ${r} has run [${start}, ${end}) after ${least - 1}`);
              least = end + 1;
            });
          }
        } catch (error) {
          expect(String(error)).toMatch(
            /^ExpectedError: mask buffer: .+ at byte \d+: expected .+, found .+$/,
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a buffer that is too short or too long is refused', () => {
    fc.assert(
      fc.property(samples, fc.nat(), ({ mask }, cut) => {
        const wire = encodeMask(mask);
        const shorter = wire.slice(0, cut % wire.byteLength);
        const longer = new Uint8Array([...new Uint8Array(wire), 0, 0, 0, 0]).buffer;
        expect(() => decodeMask(shorter)).toThrow(/at byte (0|20): expected/);
        expect(() => decodeMask(longer)).toThrow(/payload length at byte 20: expected/);
      }),
    );
  });
});
