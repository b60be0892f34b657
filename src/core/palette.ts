// Colours of the maps, as 256-entry tables made here: two ramps per theme, one for attention weights
// (paper through blue to ink, or night through teal to pale yellow), one for what was dropped although
// heavy. Both run on a log scale from LOW to HIGH, because attention is heavy-tailed.
//
// A ramp is given by a few colours whose OKLab lightness (Björn Ottosson, "A perceptual color space for
// image processing", 2020) goes one way. The table walks the polyline through them at constant speed, so
// that equal steps of the table are equal differences of colour, whatever the spacing of those given,
// and a print without colour still reads in order.

export type Theme = 'light' | 'dark';
export type Ramp = 'sequential' | 'warning';

/** Weights at or below LOW get the first colour of a ramp, those at or above HIGH the last. */
export const LOW = 1e-4;
export const HIGH = 1;

const RAMPS: Readonly<Record<Theme, Readonly<Record<Ramp, readonly string[]>>>> = {
  light: {
    sequential: ['#f3f1eb', '#b5d2d8', '#5c9fb8', '#2b6796', '#1f3a78', '#15103a'],
    warning: ['#f3ece4', '#f2c6a0', '#e58a42', '#c9560f', '#7d2c05'],
  },
  dark: {
    sequential: ['#15171e', '#1b3650', '#1f6483', '#2f9a96', '#84cf8f', '#fbf6c4'],
    warning: ['#1f1816', '#5c2f1d', '#b8551f', '#ff8d3c', '#ffc995'],
  },
};

/** Colours of single states as `#rrggbb`. */
interface Plain {
  readonly light: string;
  readonly kept: string;
  readonly gone: string;
}

const PLAIN: Readonly<Record<Theme, Plain>> = {
  light: { light: '#f1efe9', kept: '#d3dfe3', gone: '#c3c0b6' },
  dark: { light: '#191b22', kept: '#243440', gone: '#3d414d' },
};

/** Everything that painting a map needs; colours are RGBA in little-endian words (0xAABBGGRR). */
export interface Palette {
  readonly sequential: Uint32Array;
  readonly warning: Uint32Array;
  readonly low: number;
  readonly high: number;
  /** Cells dropped whose weight is light. */
  readonly light: number;
  /** Kept cells where only losses are shown. */
  readonly kept: number;
  /** Lines over cells that are no longer there. */
  readonly gone: number;
  /** Beyond the map: transparent. */
  readonly empty: 0;
}

const palettes = new Map<Theme, Palette>();

/** The palette of a theme, made once. */
export function paletteOf(theme: Theme): Palette {
  let palette = palettes.get(theme);
  if (!palette) {
    palette = {
      sequential: table(RAMPS[theme].sequential, 256),
      warning: table(RAMPS[theme].warning, 256),
      low: LOW,
      high: HIGH,
      light: word(parse(PLAIN[theme].light)),
      kept: word(parse(PLAIN[theme].kept)),
      gone: word(parse(PLAIN[theme].gone)),
      empty: 0,
    };
    palettes.set(theme, palette);
  }
  return palette;
}

/** `count` evenly spaced colours of a ramp as `#rrggbb`, first to last, for legends. */
export function paletteStops(theme: Theme, ramp: Ramp = 'sequential', count = 9): string[] {
  const colours = paletteOf(theme)[ramp];
  return Array.from({ length: count }, (_, i) => {
    const entry = colours[Math.round((i * 255) / Math.max(1, count - 1))] ?? 0;
    const rgb = ((entry & 0xff) << 16) | (entry & 0xff00) | ((entry >>> 16) & 0xff);
    return `#${rgb.toString(16).padStart(6, '0')}`;
  });
}

/** Colours of single states as `#rrggbb`, for legends and tables. */
export function plainColours(theme: Theme): Plain {
  return PLAIN[theme];
}

/** Place of a weight on the scale, 0 … 1. */
export function scaleOf(weight: number): number {
  if (!(weight > LOW)) return 0;
  return Math.min(1, Math.log(weight / LOW) / Math.log(HIGH / LOW));
}

type Triple = readonly [number, number, number];

function table(colours: readonly string[], size: number): Uint32Array {
  const points = colours.map((colour) => toOklab(parse(colour)));
  const reach = [0]; // length of the polyline up to each point
  for (let i = 1; i < points.length; i++) {
    const [p, q] = [points[i - 1] as Triple, points[i] as Triple];
    reach.push((reach[i - 1] as number) + Math.hypot(q[0] - p[0], q[1] - p[1], q[2] - p[2]));
  }
  const length = reach[reach.length - 1] as number;
  const out = new Uint32Array(size);
  let segment = 0;
  for (let i = 0; i < size; i++) {
    const at = (i / (size - 1)) * length;
    while (segment < points.length - 2 && at > (reach[segment + 1] as number)) segment++;
    const [p, q] = [points[segment] as Triple, points[segment + 1] as Triple];
    const [start, end] = [reach[segment] as number, reach[segment + 1] as number];
    const u = (at - start) / (end - start);
    const mix = (c: 0 | 1 | 2): number => p[c] + u * (q[c] - p[c]);
    out[i] = word(fromOklab([mix(0), mix(1), mix(2)]));
  }
  return out;
}

/** sRGB in 0 … 1 from `#rrggbb`. */
function parse(colour: string): Triple {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 0xff) / 255, (value & 0xff) / 255];
}

function word([r, g, b]: Triple): number {
  const byte = (x: number): number => Math.round(255 * Math.min(1, Math.max(0, x)));
  return ((0xff << 24) | (byte(b) << 16) | (byte(g) << 8) | byte(r)) >>> 0;
}

const linear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const gamma = (c: number): number =>
  c <= 0.0031308 ? 12.92 * c : 1.055 * Math.max(0, c) ** (1 / 2.4) - 0.055;

/** OKLab of an sRGB colour. */
export function toOklab(rgb: Triple): Triple {
  const [r, g, b] = [linear(rgb[0]), linear(rgb[1]), linear(rgb[2])];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
