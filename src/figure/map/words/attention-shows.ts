// The map of an attention head: its axes, what it can show, as choices for a reader, and what its colours
// mean then.
import { HIGH, LOW } from '../../../core/palette.ts';
import type { Show } from '../../../core/spec.ts';
import { superscript } from '../../format.ts';
import type { LegendItem, MapLegend, MapNames, ShowOption } from '../types.ts';

/** `pieces`: what each token spells; '' for the begin mark. */
export function attentionNames(pieces: readonly string[]): MapNames {
  const name = (token: number): string => pieces[token] ?? '';
  return { down: 'query position', across: 'key position', rowName: name, colName: name };
}

export const HEAD_SHOWS: readonly ShowOption<Show>[] = [
  { value: 'attention', label: 'Attention', title: 'The dense attention of the head' },
  { value: 'kept', label: 'Kept & lost', title: 'What the method keeps, and heavy cells it drops' },
  { value: 'lost', label: 'Lost', title: 'Only what is dropped although heavy' },
];

const LOST = 'dropped although heavy';
const HEAVY: LegendItem = { swatch: null, text: 'heavy: at least an even share of its row' };
const MIDDLE = (Math.log10(LOW) + Math.log10(HIGH)) / 2;

const NAMES: Readonly<Record<Show, string>> = {
  attention: 'attention',
  kept: 'attention kept',
  lost: LOST,
};
const ITEMS: Readonly<Record<Show, readonly LegendItem[]>> = {
  attention: [],
  kept: [{ swatch: 'warning', text: LOST }, HEAVY],
  lost: [{ swatch: 'kept', text: 'kept' }, HEAVY],
};

export function attentionLegend(show: Show): MapLegend {
  return {
    name: `${NAMES[show]}, log scale`,
    ramp: show === 'lost' ? 'warning' : 'sequential',
    marks: [power(Math.log10(LOW)), power(MIDDLE), String(HIGH)],
    items: ITEMS[show],
    pooled: 'each pixel shows the largest of its cells',
  };
}

function power(exponent: number): string {
  return `10${superscript(Math.round(exponent))}`;
}
