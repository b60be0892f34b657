// What the drawings of a step beside the map have in common: a heading, room, and colours by number.
import type { Theme } from '../../../core/palette.ts';
import { COLOURS } from '../colours.ts';
import type { Lines } from '../keys.ts';
import { putText, wrap } from '../text.ts';

/** Room for one drawing, px; it begins at 0, 0 and is as high as it needs. */
export interface Room {
  readonly width: number;
  readonly theme: Theme;
}

export const SMALL = 'font-size="11"';
const LINE = 16;

/** The drawing's name, in as many lines as it takes; `height` is where the drawing may begin. */
export function heading(label: string, { width, theme }: Room): Lines {
  // Bold letters are wider than the plain ones that are measured.
  const words = wrap(label, (0.9 * width) / 12);
  const style = `font-weight="600" fill="${COLOURS[theme].ink}"`;
  return {
    parts: words.map((line, i) => putText(0, 12 + i * LINE, line, style)),
    height: 4 + words.length * LINE,
  };
}

export function seriesColour(theme: Theme, at: number): string {
  const { series } = COLOURS[theme];
  return series[at % series.length] ?? series[0];
}

/** A filled square of the size of a swatch. */
export function square(fill: string, opacity = 1): (x: number, base: number) => string {
  return (x, base) =>
    `<path d="M${x + 2} ${base - 9}h10v10h-10z" fill="${fill}"${opacity < 1 ? ` fill-opacity="${opacity}"` : ''}/>`;
}

/** A drawing within the drawing, whose unit is another one. */
export function within(
  { x, y, width, height }: Record<'x' | 'y' | 'width' | 'height', number>,
  [across, down]: readonly [number, number],
  content: string,
): string {
  return `<svg x="${x}" y="${y}" width="${width}" height="${height}" viewBox="0 0 ${across} ${down}" preserveAspectRatio="none">${content}</svg>`;
}
