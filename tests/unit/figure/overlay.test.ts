import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linesMask } from '../../../src/core/mask/patterns.ts';
import { fromRows } from '../../../src/core/mask/text.ts';
import { prepare, touchedTiles } from '../../../src/figure/overlay/prepare.ts';
import { veil } from '../../../src/figure/overlay/veil.ts';
import { causal } from '../../../src/figure/map/causal.ts';
import { grid } from '../../../src/figure/map/grid.ts';
import { wholeView } from '../../../src/figure/map/view.ts';

describe('tiles', () => {
  test('a diagonal of five touches three ragged tiles of two', () => {
    const tiles = touchedTiles(linesMask(5, [], [0]), 2);
    expect([tiles.down, tiles.across]).toEqual([3, 3]);
    expect([...tiles.touched]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });
  test('a run over a border touches both tiles', () => {
    // Row 3 of offsets 0 and 1 keeps keys 2 and 3; row 2 keeps 1 and 2.
    const tiles = touchedTiles(linesMask(4, [], [0, 1]), 2);
    expect([...tiles.touched]).toEqual([1, 0, 1, 1]);
  });
});

test('only what lies over the map is prepared', () => {
  const mask = linesMask(4, [0], []);
  const prepared = prepare([
    { kind: 'numbers', entries: [], label: '' },
    { kind: 'lines', columns: [3, 3], offsets: [1], label: '' },
    { kind: 'mask', mask, label: '' },
  ]);
  expect(prepared.columns).toEqual([3]);
  expect(prepared.offsets).toEqual([1]);
  expect(prepared.masks).toEqual([mask]);
  expect(prepared.tiles).toEqual([]);
  expect(prepared.veiled).toBe(true);
  expect(prepare([{ kind: 'lines', columns: [1], offsets: [], label: '' }]).veiled).toBe(false);
});

const square = (pixels: number) => ({ width: pixels, height: pixels });
const drawn = (alphas: Uint8ClampedArray) => [...alphas].map((a) => (a === 0 ? '.' : '#')).join('');

describe('the veil', () => {
  test('rows stay lit, the rest is dimmed', () => {
    const prepared = prepare([{ kind: 'rows', from: 2, to: 3, label: '' }]);
    const rows = veil(prepared, wholeView(causal(4)), 4, square(4), 9);
    expect(drawn(rows)).toBe('########....####');
  });

  test('enlarged cells light all of their pixels', () => {
    const prepared = prepare([{ kind: 'mask', mask: linesMask(2, [], [0]), label: '' }]);
    const four = veil(prepared, wholeView(causal(2)), 2, square(4), 9);
    expect(drawn(four)).toBe('..##..####..##..');
  });

  test('of a raster wider than high, each side has a scale of its own', () => {
    const prepared = prepare([{ kind: 'mask', mask: fromRows(['#..#', '.##.']), label: '' }]);
    // Two rows on two pixels, four columns on eight.
    const wide = veil(prepared, wholeView(grid(2, 4)), 2, { width: 8, height: 2 }, 9);
    expect(drawn(wide)).toBe('..####..##....##');
  });

  test('shrunk or shifted, no kept cell in view is lost, and no pixel is lit for nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 1, max: 23 }),
        fc.array(fc.nat(59), { maxLength: 4 }),
        fc.array(fc.nat(59), { maxLength: 4 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (n, pixels, columns, offsets, start) => {
          const mask = linesMask(n, columns, offsets);
          const side = n * (1 - start * 0.5);
          const view = { row: start * n * 0.5, col: start * n * 0.3, side, tall: side };
          const out = veil(
            prepare([{ kind: 'mask', mask, label: '' }]),
            view,
            n,
            square(pixels),
            9,
          );
          const lit = new Set<number>();
          const scale = pixels / view.side;
          for (let i = 0; i < n; i++) {
            for (let j = 0; j <= i; j++) {
              if (!mask.has(i, j)) continue;
              for (let y = 0; y < pixels; y++) {
                for (let x = 0; x < pixels; x++) {
                  const overlap =
                    Math.min((i + 1 - view.row) * scale, y + 1) -
                    Math.max((i - view.row) * scale, y);
                  const across =
                    Math.min((j + 1 - view.col) * scale, x + 1) -
                    Math.max((j - view.col) * scale, x);
                  if (overlap > 1e-3 && across > 1e-3) expect(out[y * pixels + x]).toBe(0);
                  if (overlap > -1e-3 && across > -1e-3) lit.add(y * pixels + x);
                }
              }
            }
          }
          for (const [at, alpha] of out.entries()) if (alpha === 0) expect(lit.has(at)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
