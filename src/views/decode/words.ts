// What figures of decode say, on pages and in files: the map's axes and colours, a cell, a sum.
import { paintsOf, type Paints } from '../../core/card.ts';
import { card } from '../../domains/decode/card.ts';
import type { DecodeFigure, DecodeMetrics } from '../../domains/decode/types.ts';
import { fixed, percent } from '../../figure/format.ts';
import { LOG_MARKS } from '../../figure/log-scale.ts';
import type { LegendItem, MapLegend, MapNames } from '../../figure/map/types.ts';

/** Height of the plot over its width, however many steps there are: nothing moves when a figure comes. */
export const ASPECT = 0.6;

/** `pieces`: what each token spells; empty where that is not known. Row r is the step at position prompt + r. */
export function namesOf(pieces: readonly string[], prompt: number): MapNames {
  const axes = { down: 'step', across: 'cache position' };
  if (pieces.length === 0) return axes;
  return {
    ...axes,
    rowName: (row) => pieces[prompt + row] ?? '',
    colName: (col) => pieces[col] ?? '',
  };
}

export const GONE = 'no longer stored';
export const MISSED = 'wanted, not read';
const HEAVY: LegendItem = { swatch: null, text: 'wanted: at least an even share of its step' };

const NAMES: Readonly<Record<Paints, string>> = {
  all: 'attention wanted',
  kept: 'attention read',
  lost: MISSED,
};
const ITEMS: Readonly<Record<Paints, readonly LegendItem[]>> = {
  all: [],
  kept: [
    { swatch: 'warning', text: MISSED },
    { swatch: 'light', text: 'stored, not read' },
    { swatch: 'gone', text: GONE },
    HEAVY,
  ],
  lost: [{ swatch: 'kept', text: 'read' }, HEAVY],
};

/** `ticks`: what is marked at the edges of the map. */
export function legendOf(show: string, ticks: readonly { readonly label: string }[]): MapLegend {
  const paints = paintsOf(card, show);
  return {
    name: `${NAMES[paints]}, log scale`,
    ramp: paints === 'lost' ? 'warning' : 'sequential',
    marks: LOG_MARKS,
    items: [
      ...ITEMS[paints],
      ...ticks.map(({ label }) => ({ swatch: null, text: `ticks: ${label}` })),
    ],
    pooled: 'each pixel shows the largest of its cells',
  };
}

type Told = Pick<DecodeFigure, 'family' | 'whole' | 'cols'> & { readonly metrics: DecodeMetrics };

/** What is read, what it is worth, and what is still there at the end. */
export function summaryOf(name: string, { family, whole, cols, metrics }: Told): string {
  const { sparsity, recall, held } = metrics;
  if (whole) return `${name} reads everything in this head, on purpose.`;
  const read = `${name} reads ${percent(1 - sparsity)} of all earlier tokens and ${fixed(recall, 2)} of the attention`;
  return family === 'reader'
    ? `${read}; nothing is ever evicted.`
    : `${read}; at the last step ${held} of ${cols} tokens are still stored.`;
}
