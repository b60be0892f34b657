// What one does with masks whatever their representation: flatten, compare, combine.
import type { Mask, RunVisitor } from './mask.ts';
import { buildRuns, RunsBuilder, RunsMask } from './runs.ts';
import { grown } from './size.ts';

const flattened = new WeakMap<Mask, RunsMask>();

/**
 * The mask as flat runs: `rowStart` (rows + 1 run indices) and `runs` (start, end pairs). Made once
 * per mask and remembered, so that kernels may ask every time. Do not write into the arrays.
 */
export function toRuns(mask: Mask): RunsMask {
  if (mask instanceof RunsMask) return mask;
  let runs = flattened.get(mask);
  if (!runs) {
    runs = flatten(mask);
    flattened.set(mask, runs);
  }
  return runs;
}

function flatten(mask: Mask): RunsMask {
  const rowStart = new Uint32Array(mask.rows + 1);
  let runs = new Uint32Array(Math.max(16, 4 * mask.rows));
  let length = 0;
  const append: RunVisitor = (start, end) => {
    if (length === runs.length) runs = grown(runs);
    runs[length] = start;
    runs[length + 1] = end;
    length += 2;
  };
  for (let row = 0; row < mask.rows; row++) {
    mask.forEachRun(row, append);
    rowStart[row + 1] = length >>> 1;
  }
  return new RunsMask(mask.rows, mask.cols, rowStart, runs.slice(0, length));
}

/** Whether both keep the same pairs of maps of the same size. */
export function equals(a: Mask, b: Mask): boolean {
  if (a.rows !== b.rows || a.cols !== b.cols) return false;
  const left = toRuns(a);
  const right = toRuns(b);
  // Runs are maximal, so equal masks have equal arrays.
  return sameNumbers(left.rowStart, right.rowStart) && sameNumbers(left.runs, right.runs);
}

function sameNumbers(a: Uint32Array, b: Uint32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether every pair of `inner` is kept by `outer` too. Throws when the sizes differ. */
export function isSubset(inner: Mask, outer: Mask): boolean {
  checkSameSize(inner, outer);
  const a = toRuns(inner);
  const b = toRuns(outer);
  for (let row = 0; row < a.rows; row++) {
    let j = b.rowStart[row]!;
    const end = b.rowStart[row + 1]!;
    for (let i = a.rowStart[row]!; i < a.rowStart[row + 1]!; i++) {
      while (j < end && b.runs[2 * j + 1]! <= a.runs[2 * i]!) j++;
      if (j === end) return false;
      if (b.runs[2 * j]! > a.runs[2 * i]! || b.runs[2 * j + 1]! < a.runs[2 * i + 1]!) return false;
    }
  }
  return true;
}

/** Pairs that any of the masks keeps. Throws when the sizes differ. */
export function union(first: Mask, ...others: readonly Mask[]): RunsMask {
  for (const other of others) checkSameSize(first, other);
  return buildRuns(first.rows, first.cols, (row, keep) => {
    first.forEachRun(row, keep);
    for (const other of others) other.forEachRun(row, keep);
  });
}

/** Pairs that both masks keep. Throws when the sizes differ. */
export function intersect(a: Mask, b: Mask): RunsMask {
  checkSameSize(a, b);
  const left = toRuns(a);
  const right = toRuns(b);
  const builder = new RunsBuilder(a.rows, a.cols);
  for (let row = 0; row < a.rows; row++) {
    let i = left.rowStart[row]!;
    let j = right.rowStart[row]!;
    while (i < left.rowStart[row + 1]! && j < right.rowStart[row + 1]!) {
      const leftEnd = left.runs[2 * i + 1]!;
      const rightEnd = right.runs[2 * j + 1]!;
      builder.add(Math.max(left.runs[2 * i]!, right.runs[2 * j]!), Math.min(leftEnd, rightEnd));
      // The run that ends first has met all it can meet.
      if (leftEnd <= rightEnd) i++;
      else j++;
    }
    builder.endRow();
  }
  return builder.build();
}

/** The mask without pairs above the diagonal (column > row). */
export function intersectCausal(mask: Mask): RunsMask {
  const builder = new RunsBuilder(mask.rows, mask.cols);
  let limit = 0;
  const clip: RunVisitor = (start, end) => builder.add(start, end < limit ? end : limit);
  for (let row = 0; row < mask.rows; row++) {
    limit = row + 1;
    mask.forEachRun(row, clip);
    builder.endRow();
  }
  return builder.build();
}

/**
 * Gives each row that keeps no key its own diagonal, as attention over no keys is not defined.
 * `added` counts those rows; with none the mask itself comes back. Throws unless it is square.
 */
export function ensureDiagonalForEmptyRows(mask: Mask): { mask: Mask; added: number } {
  if (mask.rows !== mask.cols) {
    throw new Error(`a diagonal needs a square mask, got ${mask.rows} × ${mask.cols}`);
  }
  let added = 0;
  for (let row = 0; row < mask.rows; row++) if (mask.rowCount(row) === 0) added++;
  if (added === 0) return { mask, added };
  const filled = buildRuns(mask.rows, mask.cols, (row, keep) => {
    if (mask.rowCount(row) === 0) keep(row, row + 1);
    else mask.forEachRun(row, keep);
  });
  return { mask: filled, added };
}

function checkSameSize(a: Mask, b: Mask): void {
  if (a.rows !== b.rows || a.cols !== b.cols) {
    throw new Error(`masks differ in size: ${a.rows} × ${a.cols} and ${b.rows} × ${b.cols}`);
  }
}

export { countsPerTile, countTiles } from './counts.ts';
export { causalMask, linesMask } from './patterns.ts';
export { fromRows, toRows } from './text.ts';
export { causalTiles } from './tiles.ts';
