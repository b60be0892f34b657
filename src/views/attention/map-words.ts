// The map of an attention head: its axes, and what its colours mean.
import { paintsOf, type Paints } from '../../core/card.ts';
import { card } from '../../domains/attention/card.ts';
import { LOG_MARKS } from '../../figure/log-scale.ts';
import type { LegendItem, MapLegend, MapNames } from '../../figure/map/types.ts';

/** `pieces`: what each token spells, '' for the begin mark; empty where that is not known. */
export function attentionNames(pieces: readonly string[]): MapNames {
  const name = (token: number): string => pieces[token] ?? '';
  const axes = { down: 'query position', across: 'key position' };
  return pieces.length === 0 ? axes : { ...axes, rowName: name, colName: name };
}

const LOST = 'dropped although heavy';
const HEAVY: LegendItem = { swatch: null, text: 'heavy: at least an even share of its row' };

const NAMES: Readonly<Record<Paints, string>> = {
  all: 'attention',
  kept: 'attention kept',
  lost: LOST,
};
const ITEMS: Readonly<Record<Paints, readonly LegendItem[]>> = {
  all: [],
  kept: [{ swatch: 'warning', text: LOST }, HEAVY],
  lost: [{ swatch: 'kept', text: 'kept' }, HEAVY],
};

export function attentionLegend(show: string): MapLegend {
  const paints = paintsOf(card, show);
  return {
    name: `${NAMES[paints]}, log scale`,
    ramp: paints === 'lost' ? 'warning' : 'sequential',
    marks: LOG_MARKS,
    items: ITEMS[paints],
    pooled: 'each pixel shows the largest of its cells',
  };
}
