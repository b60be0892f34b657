// Masks written out by hand, a row a string: '#' kept, '.' dropped. For worked examples and tests.
import type { Mask } from './mask.ts';
import { buildRuns, type RunsMask } from './runs.ts';

/** ['#..', '##.'] → a 2 × 3 mask. Throws for rows of unequal length and for any other character. */
export function fromRows(rows: readonly string[]): RunsMask {
  const cols = rows[0]?.length ?? 0;
  for (const [i, row] of rows.entries()) {
    if (row.length !== cols) {
      throw new Error(`row ${i} has ${row.length} characters, expected ${cols}: “${row}”`);
    }
    const odd = /[^#.]/.exec(row);
    if (odd) throw new Error(`row ${i}, column ${odd.index} must be # or ., got “${odd[0]}”`);
  }
  return buildRuns(rows.length, cols, (row, keep) => {
    for (const run of rows[row]!.matchAll(/#+/g)) keep(run.index, run.index + run[0].length);
  });
}

/** The inverse of `fromRows`. */
export function toRows(mask: Mask): string[] {
  return Array.from({ length: mask.rows }, (_, row) => {
    const cells = new Array<string>(mask.cols).fill('.');
    mask.forEachRun(row, (start, end) => cells.fill('#', start, end));
    return cells.join('');
  });
}
