// Groups of cells laid over each other, as rectangles in units of cells. Cells of a column that are
// held by the same groups make one rectangle, shared out among those groups side by side.
import type { Of } from './kinds.ts';

export interface Patch {
  /** Index of a group; 'common' where all hold it by the same rule, 'none' where nobody does. */
  readonly by: number | 'common' | 'none';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The lower triangle as it looks with the first `shown` groups on it. */
export function patchesOf({ size, groups }: Of<'groups'>, shown: number): Patch[] {
  const laid = groups.slice(0, shown);
  const patches: Patch[] = [];
  for (let col = 0; col < size; col++) {
    let from = col;
    let before: string | null = key(col);
    for (let row = col + 1; row <= size; row++) {
      const here = row < size ? key(row) : null;
      if (here === before) continue;
      patches.push(...share(before ?? '', col, from, row - from));
      from = row;
      before = here;
    }
    /** Who holds the cell: "common", or the indices of groups. */
    function key(row: number): string {
      const bits = laid.map(({ cells }) => cells[row * size + col] ?? 0);
      if (bits.some((bit) => (bit & 1) !== 0)) return 'common';
      return bits.flatMap((bit, group) => (bit > 0 ? [group] : [])).join();
    }
  }
  return patches;
}

function share(key: string, x: number, y: number, height: number): Patch[] {
  if (key === 'common') return [{ by: 'common', x, y, width: 1, height }];
  if (key === '') return [{ by: 'none', x, y, width: 1, height }];
  const members = key.split(',').map(Number);
  const width = 1 / members.length;
  return members.map((by, at) => ({ by, x: x + at * width, y, width, height }));
}

/** All patches of one owner as an SVG path. */
export function pathOf(patches: readonly Patch[], by: Patch['by']): string {
  const fix = (value: number): number => Math.round(value * 1000) / 1000;
  return patches
    .filter((patch) => patch.by === by)
    .map(({ x, y, width, height }) => `M${fix(x)},${y}h${fix(width)}v${height}h${fix(-width)}z`)
    .join('');
}

/** Cells that nobody of the first `shown` groups holds. */
export function holesOf(patches: readonly Patch[]): number {
  return patches.reduce((sum, { by, height }) => (by === 'none' ? sum + height : sum), 0);
}

/** What a group holds in a row: all of it, what only the common rule holds, and what it just lost. */
export function heldIn(
  { size }: Of<'groups'>,
  cells: Uint8Array,
  row: number,
): { held: number[]; passing: number[]; dropped: number[] } {
  const at = (r: number, col: number): number => (r < 0 ? 0 : (cells[r * size + col] ?? 0));
  const cols = Array.from({ length: size }, (_, col) => col);
  return {
    held: cols.filter((col) => at(row, col) > 0),
    passing: cols.filter((col) => at(row, col) === 1),
    dropped: cols.filter((col) => at(row - 1, col) > 0 && at(row, col) === 0),
  };
}
