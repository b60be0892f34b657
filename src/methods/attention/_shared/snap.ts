// From chosen columns and diagonals to what a block kernel computes: tiles snap over the diagonals,
// columns outside of them are gathered one by one.
// Source: MInference, csrc/vertical_slash_index.cu (microsoft/MInference).
import type { Segments } from './block-rows.ts';

export interface SnappedLines {
  /** Key ranges computed as tiles, per block of query rows. */
  readonly tiles: readonly Segments[];
  /** Key columns gathered on top, per block of query rows. */
  readonly gathered: readonly (readonly number[])[];
  /** Both together, in ascending order. */
  readonly segments: readonly Segments[];
}

/**
 * `columns` ascending, `offsets` descending; offset 0 must be among them, as it brings the diagonal.
 * Tiles are `block` keys wide and not aligned to anything but their diagonal.
 */
export function snapLines(
  n: number,
  block: number,
  columns: ArrayLike<number>,
  offsets: ArrayLike<number>,
): SnappedLines {
  const tiles: Segments[] = [];
  const gathered: number[][] = [];
  const segments: Segments[] = [];
  for (let a = 0; a < n; a += block) {
    const row = snapBlock(a + block, block, columns, offsets);
    tiles.push(row.tiles);
    gathered.push(row.gathered);
    segments.push(row.segments);
  }
  return { tiles, gathered, segments };
}

/** One block of query rows [end − block, end). */
function snapBlock(
  end: number,
  block: number,
  columns: ArrayLike<number>,
  offsets: ArrayLike<number>,
): { tiles: number[]; gathered: number[]; segments: number[] } {
  const tiles: number[] = [];
  const gathered: number[] = [];
  const segments: number[] = [];
  let v = 0;
  let s = 0;
  while (s < offsets.length && offsets[s]! >= end) s++; // diagonals that begin below these rows

  /** Where the tile of the next diagonal ends: the last key that it crosses in these rows, plus one. */
  const tileEnd = (): number => Math.max(end - offsets[s++]!, block);
  const close = (low: number, high: number): void => {
    // Columns left of the range stand alone; those inside it are computed with it.
    for (; v < columns.length && columns[v]! < high; v++) {
      const column = columns[v]!;
      if (column >= low) continue;
      gathered.push(column);
      segments.push(column, column + 1);
    }
    tiles.push(low, high);
    segments.push(low, high);
  };

  if (s === offsets.length) return { tiles, gathered, segments };
  let high = tileEnd();
  let low = high - block;
  while (s < offsets.length) {
    const next = tileEnd();
    if (next > high + block) {
      close(low, high);
      low = next - block;
      high = next;
    } else if (next > high) {
      high += block; // a whole tile more, so the range may reach past `next`
    }
  }
  close(low, high);
  return { tiles, gathered, segments };
}
