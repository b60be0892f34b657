// What figures of decode say, on pages and in files. REPLACE.
import { paintsOf } from '../../core/card.ts';
import { card } from '../../domains/decode/card.ts';
import type { Metrics, Types } from '../../domains/decode/types.ts';
import { fixed, percent, plain } from '../../figure/format.ts';
import type { MapLegend, MapNames, MapReading } from '../../figure/map/types.ts';

export const NAMES: MapNames = { down: 'token', across: 'unit' };

export function summaryOf(name: string, { sparsity, mass }: Metrics): string {
  return `${name} keeps ${percent(1 - sparsity)} of the cells and ${fixed(mass, 2)} of their sum.`;
}

export function legendOf(show: string): MapLegend {
  const paints = paintsOf(card, show);
  return {
    name: 'size, square root',
    ramp: paints === 'lost' ? 'warning' : 'sequential',
    marks: ['0', 'largest'],
    items: paints === 'all' ? [] : [{ swatch: 'light', text: 'dropped' }],
    pooled: 'each pixel shows the cell at its middle',
  };
}

/** `has`: whether a cell is kept. */
export function readingOf(has: (row: number, col: number) => boolean): MapReading<Types['row']> {
  return {
    tip: ({ row, col }, read) => [
      { text: `token ${row}, unit ${col}`, tone: 'head' },
      { text: sizeIn(read, col) },
      { text: has(row, col) ? 'kept' : 'dropped', tone: has(row, col) ? 'soft' : 'warn' },
    ],
    sentence: ({ row, col }, read) =>
      `Token ${row}, unit ${col}: ${sizeIn(read, col)}, ${has(row, col) ? 'kept' : 'dropped'}.`,
    cell: ({ col }, read) => sizeIn(read, col),
  };
}

function sizeIn(read: Types['row'] | null, col: number): string {
  return read ? `size ${plain(read.sizes[col] ?? 0)}` : '…';
}
