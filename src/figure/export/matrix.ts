// A figure of a weight matrix as a standalone SVG.
import { plainColours } from '../../core/palette.ts';
import type { Paints } from '../../core/card.ts';
import { plain } from '../format.ts';
import { FATES } from '../map/words/fates.ts';
import type { Geometry, View } from '../map/geometry.ts';
import type { Theme } from '../types.ts';
import { frameSvg } from './frame.ts';
import type { Legend, LegendItem } from './legend.ts';
import type { SvgSize } from './size.ts';
import type { Over } from './svg.ts';

export interface SvgMatrix {
  readonly title: string;
  readonly subtitle: string;
  readonly caption: readonly string[];
  readonly geometry: Geometry;
  readonly view: View;
  /** Markup of `drawMap`. */
  readonly map: string;
  readonly show: Paints;
  readonly theme: Theme;
  /** Ends of the colour scale, sizes of weights. */
  readonly scale: { readonly low: number; readonly high: number };
  readonly rowDensity: Float32Array;
  readonly colDensity: Float32Array;
  /** Neighbouring inputs in a group, or null. */
  readonly group: number | null;
  /** What becomes of the weights that the mask keeps. */
  readonly effect: keyof typeof FATES;
  /** What lies over the map. */
  readonly over?: Over;
  readonly size?: SvgSize;
}

/** Lines between groups from this width of a cell on, px. */
const GROUPED = 7;
const PLOT = 526;

export function matrixSvg(figure: SvgMatrix): string {
  const { title, subtitle, caption, theme, view, map, geometry, over, size = 'page' } = figure;
  return frameSvg({
    ...{ title, subtitle, caption, theme, size, ...over },
    range: view,
    aspect: geometry.aspect,
    across: 'input feature',
    down: 'output feature',
    map,
    lines: groupLines(figure),
    legend: legendOf(figure),
    edges: { rows: figure.rowDensity, cols: figure.colDensity },
  });
}

function groupLines({ group, view }: SvgMatrix): number[] {
  if (group === null || group < 2 || PLOT / view.side < GROUPED) return [];
  const lines: number[] = [];
  for (let at = Math.floor(view.col / group) * group; at < view.col + view.side; at += group) {
    if (at > view.col) lines.push(at);
  }
  return lines;
}

function legendOf({ show, theme, scale, view, effect }: SvgMatrix): Legend {
  const { kept: stays, dropped } = FATES[effect];
  const { light, kept } = plainColours(theme);
  const large = 'at least the mean size of its row';
  const what: Record<Paints, string> = {
    all: 'size of the weight',
    kept: `size, ${stays}`,
    lost: `size, ${dropped}`,
  };
  const items: Record<Paints, readonly LegendItem[]> = {
    all: [],
    kept: [
      { fill: { ramp: 'warning' }, label: `${dropped} although large: ${large}` },
      { fill: light, label: `${dropped}, small` },
    ],
    lost: [
      { fill: kept, label: stays },
      { fill: light, label: `${dropped}, small` },
      { fill: null, label: `large: ${large}` },
    ],
  };
  const edges = {
    fill: theme === 'light' ? '#70747e' : '#969ba8',
    label: `along the edges: share ${stays} of each output and input`,
  };
  const pooled = view.side > 1120 || view.tall > 1120;
  return {
    name: `${what[show]}, log scale`,
    ramp: show === 'lost' ? 'warning' : 'sequential',
    low: plain(scale.low),
    high: plain(scale.high),
    items: [
      ...items[show],
      edges,
      ...(pooled ? [{ fill: null, label: 'each pixel shows the largest of its weights' }] : []),
    ],
  };
}
