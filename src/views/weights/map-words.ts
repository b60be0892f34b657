// The map of a weight matrix: its axes, and what its colours mean.
import { paintsOf, type Paints } from '../../core/card.ts';
import { card } from '../../domains/weights/card.ts';
import { plain } from '../../figure/format.ts';
import type { LegendItem, MapLegend, MapNames } from '../../figure/map/types.ts';
import { FATES, type Fates } from './fates.ts';

export const WEIGHT_NAMES: MapNames = { down: 'output feature', across: 'input feature' };

interface Colours {
  readonly show: string;
  /** Ends of the colour scale, sizes of weights; log scale between them. */
  readonly scale: { readonly low: number; readonly high: number };
  readonly fates?: Fates;
}

export function weightLegend({ show, scale, fates = FATES.prune }: Colours): MapLegend {
  const { kept, dropped } = fates;
  const paints = paintsOf(card, show);
  const large = 'at least the mean size of its row';
  const names: Record<Paints, string> = {
    all: 'size of the weight',
    kept: `size, ${kept}`,
    lost: `size, ${dropped} although large`,
  };
  const items: Record<Paints, readonly LegendItem[]> = {
    all: [],
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
    name: `${names[paints]}, log scale`,
    ramp: paints === 'lost' ? 'warning' : 'sequential',
    marks: [plain(scale.low), plain(scale.high)],
    items: [...items[paints], { swatch: 'bar', text: `share ${kept} of each output and input` }],
    pooled: 'each pixel shows the largest of its weights',
    single: 'each weight has a pixel or more of its own',
  };
}
