// Random masks with the plain boolean matrix they stand for, for every representation.
import fc from 'fast-check';
import { buildBitset } from '../../../src/core/mask/bitset.ts';
import { buildCsr } from '../../../src/core/mask/csr.ts';
import { lazyCausal, lazyMask } from '../../../src/core/mask/lazy.ts';
import type { Mask } from '../../../src/core/mask/mask.ts';
import { buildCausal, buildRuns } from '../../../src/core/mask/runs.ts';
import { buildTiles, causalTiles } from '../../../src/core/mask/tiles.ts';

export type Cells = readonly (readonly boolean[])[];

export interface Sample {
  readonly mask: Mask;
  readonly cols: number;
  /** What the mask must keep. */
  readonly cells: Cells;
}

interface Grid {
  readonly cols: number;
  readonly cells: Cells;
}

/** Rows of scattered, clumped, full and empty kind, over more than two 32-bit words. */
const grids: fc.Arbitrary<Grid> = fc
  .record({ rows: fc.nat(12), cols: fc.nat(75) })
  .chain(({ rows, cols }) => {
    const scattered = fc.array(fc.boolean(), { minLength: cols, maxLength: cols });
    const clumped = fc
      .array(fc.nat(cols), { maxLength: 6 })
      .map((cuts) =>
        Array.from({ length: cols }, (_, c) => cuts.filter((x) => x <= c).length % 2 > 0),
      );
    const flat = fc.boolean().map((bit) => new Array<boolean>(cols).fill(bit));
    const row = fc.oneof(scattered, clumped, flat);
    return fc.record({
      cols: fc.constant(cols),
      cells: fc.array(row, { minLength: rows, maxLength: rows }),
    });
  });

/** Square, and nothing above the diagonal. */
const causalGrids: fc.Arbitrary<Grid> = grids.map(({ cells }) => ({
  cols: cells.length,
  cells: cells.map((row, i) =>
    cells.map((_, j) => j <= i && row[j % Math.max(1, row.length)] === true),
  ),
}));

const columnsOf = (row: readonly boolean[]): number[] => row.flatMap((bit, c) => (bit ? [c] : []));

/** Each cell as a range of its own, forwards or backwards, some of them twice. */
function keepCells(grid: Grid, backwards: boolean) {
  return (row: number, keep: (start: number, end: number) => void): void => {
    const columns = columnsOf(grid.cells[row]!);
    for (const c of backwards ? columns.reverse() : columns) {
      keep(c, c + 1);
      if (c % 3 === 0) keep(c, c + 1);
    }
  };
}

const sample = (mask: Mask, grid: Grid): Sample => ({ mask, cols: grid.cols, cells: grid.cells });

const tiled = (causal: boolean): fc.Arbitrary<Sample> =>
  fc
    .record({
      rows: fc.nat(40),
      cols: fc.nat(80),
      square: fc.boolean(),
      block: fc.integer({ min: 1, max: 9 }),
    })
    .chain(({ rows, cols: anyCols, square, block }) => {
      const cols = square ? rows : anyCols;
      const down = Math.ceil(rows / block);
      const across = Math.ceil(cols / block);
      return fc
        .array(fc.boolean(), { minLength: down * across, maxLength: down * across })
        .map((bits) => {
          const keep = (I: number, J: number): boolean => bits[I * across + J] === true;
          const cells = Array.from({ length: rows }, (_, r) =>
            Array.from(
              { length: cols },
              (_, c) => (!causal || c <= r) && keep(Math.floor(r / block), Math.floor(c / block)),
            ),
          );
          const mask =
            causal && rows === cols
              ? causalTiles(rows, block, keep)
              : buildTiles(rows, cols, block, causal, keep);
          return { mask, cols, cells };
        });
    });

/** One arbitrary per way of making a mask. */
export const representations: Readonly<Record<string, fc.Arbitrary<Sample>>> = {
  runs: grids.map((g) => sample(buildRuns(g.cells.length, g.cols, keepCells(g, false)), g)),
  'runs, out of order': grids.map((g) =>
    sample(buildRuns(g.cells.length, g.cols, keepCells(g, true)), g),
  ),
  'causal runs': causalGrids.map((g) => sample(buildCausal(g.cols, keepCells(g, true)), g)),
  csr: grids.map((g) =>
    sample(
      buildCsr(g.cells.length, g.cols, (r) => columnsOf(g.cells[r]!).reverse()),
      g,
    ),
  ),
  bitset: grids.map((g) =>
    sample(
      buildBitset(g.cells.length, g.cols, (r, c) => g.cells[r]![c]!),
      g,
    ),
  ),
  lazy: grids.map((g) => sample(lazyMask(g.cells.length, g.cols, keepCells(g, false)), g)),
  'lazy causal': causalGrids.map((g) => sample(lazyCausal(g.cols, keepCells(g, false)), g)),
  tiles: tiled(false),
  'causal tiles': tiled(true),
};

/** Any mask of any kind. */
export const anyMask: fc.Arbitrary<Sample> = fc.oneof(...Object.values(representations));

/** Two masks of the same size. */
export const maskPairs: fc.Arbitrary<readonly [Sample, Sample]> = fc
  .tuple(grids, fc.infiniteStream(fc.integer({ min: 0, max: 3 })))
  .map(([grid, stream]) => {
    const cells = grid.cells.map((row) =>
      row.map((bit) => {
        const dice = stream.next().value as number;
        return dice === 0 ? !bit : dice === 1 ? false : bit;
      }),
    );
    const other = { cols: grid.cols, cells };
    return [
      sample(
        buildBitset(cells.length, grid.cols, (r, c) => grid.cells[r]![c]!),
        grid,
      ),
      sample(
        buildCsr(cells.length, grid.cols, (r) => columnsOf(cells[r]!)),
        other,
      ),
    ];
  });
