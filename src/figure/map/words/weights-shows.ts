// The map of a weight matrix: its axes, what it can show, as choices for a reader, and what its colours
// mean then.
import type { Show } from '../../../core/spec.ts';
import { plain } from '../../format.ts';
import type { LegendItem, MapLegend, MapNames, ShowOption } from '../types.ts';
import { FATES, type Fates } from './fates.ts';

export const WEIGHT_NAMES: MapNames = { down: 'output feature', across: 'input feature' };

export const MATRIX_SHOWS: readonly ShowOption<Show>[] = [
  { value: 'attention', label: 'Weights', title: 'The sizes of all weights' },
  {
    value: 'kept',
    label: 'Kept & lost',
    title: 'What is kept, and large weights that are dropped',
  },
  { value: 'lost', label: 'Lost', title: 'Only what is dropped although large' },
];

/** Of a matrix whose mask says what a fine-tuning would train. */
export const TRAINED_SHOWS: readonly ShowOption<Show>[] = [
  { value: 'attention', label: 'Weights', title: 'The sizes of all weights' },
  { value: 'kept', label: 'Trained', title: 'What is trained, and large weights that are frozen' },
  { value: 'lost', label: 'Frozen', title: 'Only what is frozen although large' },
];

interface Colours {
  readonly show: Show;
  /** Ends of the colour scale, sizes of weights; log scale between them. */
  readonly scale: { readonly low: number; readonly high: number };
  readonly fates?: Fates;
}

export function weightLegend({ show, scale, fates = FATES.prune }: Colours): MapLegend {
  const { kept, dropped } = fates;
  const large = 'at least the mean size of its row';
  const names: Record<Show, string> = {
    attention: 'size of the weight',
    kept: `size, ${kept}`,
    lost: `size, ${dropped} although large`,
  };
  const items: Record<Show, readonly LegendItem[]> = {
    attention: [],
    kept: [
      { swatch: 'warning', text: `${dropped} although large: ${large}` },
      { swatch: 'light', text: `${dropped}, small` },
    ],
    lost: [
      { swatch: 'kept', text: kept },
      { swatch: null, text: `large: ${large}` },
    ],
  };
  return {
    name: `${names[show]}, log scale`,
    ramp: show === 'lost' ? 'warning' : 'sequential',
    marks: [plain(scale.low), plain(scale.high)],
    items: [...items[show], { swatch: 'bar', text: `share ${kept} of each output and input` }],
    pooled: 'each pixel shows the largest of its weights',
    single: 'each weight has a pixel or more of its own',
  };
}
