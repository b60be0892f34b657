// Drawables of a stage that lie over the map, turned into what drawing needs on every frame.
import type { Mask } from '../../core/mask/mask.ts';
import type { Drawable } from '../../core/trace.ts';

/** Occupied tiles of a mask: bit per tile, `across` tiles a row. */
export interface Tiles {
  readonly size: number;
  readonly down: number;
  readonly across: number;
  readonly touched: Uint8Array;
}

export interface Prepared {
  /** Query rows [from, to) that stay lit. */
  readonly rows: readonly (readonly [from: number, to: number])[];
  /** Masks whose cells stay lit. */
  readonly masks: readonly Mask[];
  readonly tiles: readonly Tiles[];
  readonly columns: readonly number[];
  readonly offsets: readonly number[];
  /** Columns and rows of which both ends are marked. */
  readonly ticks: { readonly columns: readonly number[]; readonly rows: readonly number[] };
  /** Something stays lit, so the rest is dimmed. */
  readonly veiled: boolean;
}

export function prepare(drawables: readonly Drawable[]): Prepared {
  const rows: [number, number][] = [];
  const masks: Mask[] = [];
  const tiles: Tiles[] = [];
  const columns = new Set<number>();
  const offsets = new Set<number>();
  const ticks = { columns: new Set<number>(), rows: new Set<number>() };
  for (const drawable of drawables) {
    if (drawable.kind === 'rows') rows.push([drawable.from, drawable.to]);
    if (drawable.kind === 'mask') {
      masks.push(drawable.mask);
      if (drawable.tile !== undefined && drawable.tile > 1) {
        tiles.push(touchedTiles(drawable.mask, drawable.tile));
      }
    }
    if (drawable.kind === 'lines') {
      for (const column of drawable.columns) columns.add(column);
      for (const offset of drawable.offsets) offsets.add(offset);
    }
    if (drawable.kind === 'ticks') {
      for (const column of drawable.columns) ticks.columns.add(column);
      for (const row of drawable.rows) ticks.rows.add(row);
    }
  }
  return {
    rows,
    masks,
    tiles,
    columns: [...columns],
    offsets: [...offsets],
    ticks: { columns: [...ticks.columns], rows: [...ticks.rows] },
    veiled: rows.length + masks.length > 0,
  };
}

/** Which size × size tiles hold at least one kept cell; the last tile may be ragged. */
export function touchedTiles(mask: Mask, size: number): Tiles {
  const down = Math.ceil(mask.rows / size);
  const across = Math.ceil(mask.cols / size);
  const touched = new Uint8Array(down * across);
  for (let row = 0; row < mask.rows; row++) {
    const base = Math.floor(row / size) * across;
    mask.forEachRun(row, (start, end) => {
      const last = Math.floor((end - 1) / size);
      touched.fill(1, base + Math.floor(start / size), base + last + 1);
    });
  }
  return { size, down, across, touched };
}
