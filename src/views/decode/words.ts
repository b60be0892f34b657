// What figures of decode say, on pages and in files: the map's axes and colours, a cell, a sum.
import { paintsOf, type Paints } from '../../core/card.ts';
import { HIGH, LOW } from '../../core/palette.ts';
import { card } from '../../domains/decode/card.ts';
import type { DecodeFigure, DecodeMetrics } from '../../domains/decode/types.ts';
import { fixed, percent, superscript } from '../../figure/format.ts';
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

export function legendOf(show: string): MapLegend {
  const paints = paintsOf(card, show);
  return {
    name: `${NAMES[paints]}, log scale`,
    ramp: paints === 'lost' ? 'warning' : 'sequential',
    marks: [...ends()].toSpliced(1, 0, power((Math.log10(LOW) + Math.log10(HIGH)) / 2)),
    items: ITEMS[paints],
    pooled: 'each pixel shows the largest of its cells',
  };
}

/** What the ends of the scale read. */
export function ends(): [string, string] {
  return [power(Math.log10(LOW)), String(HIGH)];
}

function power(exponent: number): string {
  return `10${superscript(Math.round(exponent))}`;
}

type Told = Pick<DecodeFigure, 'family' | 'whole'> & { readonly metrics: DecodeMetrics };

/** What is read, what it is worth, and what is still there at the end. */
export function summaryOf(name: string, { family, whole, metrics }: Told): string {
  const { sparsity, recall, held, steps, keysSeen } = metrics;
  if (whole) return `${name} reads everything in this head: this layer chooses for those above it.`;
  const read = `${name} reads ${percent(1 - sparsity)} of all earlier tokens and ${fixed(recall, 2)} of the attention`;
  if (family === 'reader') return `${read}; nothing is ever evicted.`;
  const all = Math.round(keysSeen / steps + (steps - 1) / 2);
  return `${read}; at the last step ${held} of ${all} tokens are still stored.`;
}
