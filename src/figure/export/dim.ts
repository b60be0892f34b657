// What a step does not speak of is dimmed: the paper laid over it, as vectors where it is simple enough.
import type { Theme } from '../../core/palette.ts';
import type { Prepared } from '../overlay/prepare.ts';
import { dimming, veil } from '../overlay/veil.ts';
import { COLOURS } from './colours.ts';
import { drawMap, type MapRange, type PaintWords } from './map.ts';

/** Markup for a drawing whose unit is the cell, over a part of a map of so many rows; '' for no dimming. */
export async function dimmed(
  prepared: Prepared,
  range: MapRange,
  rows: number,
  theme: Theme,
): Promise<string> {
  const opacity = dimming(prepared);
  if (opacity === 0) return '';
  const paper = wordOf(COLOURS[theme].paper);
  const paint: PaintWords = ({ row0, row1, col0, col1, width, height }) => {
    const view = { row: row0, col: col0, side: col1 - col0, tall: row1 - row0 };
    const shade = veil(prepared, view, rows, { width, height }, 255);
    const words = Uint32Array.from(shade, (alpha) => (alpha ? paper : 0));
    return Promise.resolve(words);
  };
  return `<g opacity="${opacity}">${(await drawMap(range, paint)) ?? ''}</g>`;
}

/** 0xAABBGGRR, opaque, of "#rrggbb". */
function wordOf(hex: string): number {
  const rgb = parseInt(hex.slice(1), 16);
  return (0xff000000 | ((rgb & 0xff) << 16) | (rgb & 0xff00) | (rgb >>> 16)) >>> 0;
}
