// The legend of a standalone SVG: one colour scale, and what single colours mean.
import { paletteStops, type Ramp, type Theme } from '../../core/palette.ts';
import type { Lines, Room } from './keys.ts';
import { putText, widthOf, wrap } from './text.ts';

export interface Legend {
  /** What the scale measures, e.g. "attention kept, log scale". */
  readonly name: string;
  readonly ramp: Ramp;
  /** Ends of the scale. */
  readonly low: string;
  readonly high: string;
  readonly items: readonly LegendItem[];
}

/** `fill`: a colour, a ramp, or null for a remark without a swatch. */
export interface LegendItem {
  readonly fill: string | { readonly ramp: Ramp } | null;
  readonly label: string;
}

/** Width of the scale, px. */
const SCALE = 160;
const LINE = 15;
const SMALL = 11;
/** Between the scale and items beside it. */
const GAP = 28;
/** Labels may reach into the margin on the right so far, px. */
const MARGIN = 16;

/** Scale and items one below the other; `y` is the first line of text. */
export function stackedLegend(legend: Legend, theme: Theme, { x, y, width }: Room): Lines {
  const below = items(legend, theme, { x, y: y + 48, width });
  return { parts: [...scale(legend, theme, x, y), ...below.parts], height: 48 + below.height };
}

/** Items to the right of the scale, below it where there is little room; and the height of it all. */
export function wideLegend(legend: Legend, theme: Theme, room: Room): Lines {
  const { x, y, width } = room;
  const beside = Math.round(x + GAP + Math.max(SCALE, widthOf(legend.name) * 12));
  const left = x + width + MARGIN - beside;
  if (left < SCALE + MARGIN) return stackedLegend(legend, theme, room);
  const right = items(legend, theme, { x: beside, y, width: left });
  const parts = [...scale(legend, theme, x, y), ...right.parts];
  return { parts, height: Math.max(34, right.height) };
}

/** Width of the widest line, px, with swatches; labels may be broken to be `most` px wide. */
export function legendWidth({ name, items: all }: Legend, most: number): number {
  const labels = all.map(({ fill, label }) => widthOf(label) * SMALL + (fill ? 20 : 0));
  return Math.max(SCALE, widthOf(name) * 12, Math.min(most, Math.max(0, ...labels)));
}

function scale({ name, ramp, low, high }: Legend, theme: Theme, x: number, y: number): string[] {
  return [
    putText(x, y, name),
    `<rect x="${x}" y="${y + 7}" width="${SCALE}" height="8" fill="url(#${rampId(theme, ramp)})"/>`,
    putText(x, y + 29, low),
    putText(x + SCALE, y + 29, high, 'text-anchor="end"'),
  ];
}

function items({ items: all }: Legend, theme: Theme, { x, y, width }: Room): Lines {
  let line = 0;
  const parts = all.flatMap(({ fill, label }) => {
    const indent = fill === null ? 0 : 20;
    const at = y + line * LINE;
    const words = wrap(label, (width - indent) / SMALL + 1e-9);
    line += words.length;
    const told = words.map((piece, i) =>
      putText(x + indent, at + i * LINE, piece, `font-size="${SMALL}"`),
    );
    if (fill === null) return told;
    const colour = typeof fill === 'string' ? fill : `url(#${rampId(theme, fill.ramp)})`;
    const edge = typeof fill === 'string' ? ' stroke="currentColor" stroke-opacity="0.3"' : '';
    return [
      `<rect x="${x + 0.5}" y="${at - 8.5}" width="13" height="9" fill="${colour}"${edge}/>`,
      ...told,
    ];
  });
  return { parts, height: line * LINE };
}

/** The ramps that a legend names, and `more`. Equal names mean equal colours: several figures may share a page. */
export function rampDefinitions(
  { ramp, items: all }: Legend,
  theme: Theme,
  more: readonly Ramp[],
): string {
  const named = all.flatMap(({ fill }) =>
    fill !== null && typeof fill === 'object' ? [fill] : [],
  );
  const ramps = new Set([ramp, ...named.map((fill) => fill.ramp), ...more]);
  const gradients = [...ramps].map((each) => {
    const colours = paletteStops(theme, each);
    const stops = colours.map(
      (colour, i) => `<stop offset="${i / (colours.length - 1)}" stop-color="${colour}"/>`,
    );
    return `<linearGradient id="${rampId(theme, each)}">${stops.join('')}</linearGradient>`;
  });
  return `<defs>${gradients.join('')}</defs>`;
}

export function rampId(theme: Theme, ramp: Ramp): string {
  return `atlas-${theme}-${ramp}`;
}
