// The 16-bit ranks behind painting: what they mean and which colour each has. Every tier ranks cells
// by these rules, so a pixel is one table look-up of the largest rank that it covers.
//
// A weight in [0, 1] is cut to the upper 16 bits of its float32 pattern (8 exponent and 7 fraction
// bits): a code from 0 to 0x3f80 that grows with the weight.
import type { Paints } from '../core/card.ts';
import type { PaintStyle } from './contract.ts';

export const RANK_EMPTY = 0;
export const RANK_LIGHT = 1;
/** show 'lost': something was kept here. */
export const RANK_KEPT = 2;
/** show 'lost': heavy dropped weights are RANK_HEAVY + code. */
export const RANK_HEAVY = 3;
/** show 'kept' and 'all': heavy dropped weights are this + 2 · code, kept ones one more. */
export const RANK_WEIGHT = 2;

export const LARGEST_CODE = 0x3f80; // 1.0
export const RANKS = 0x8000;

/** Smallest weight of a dropped cell in query row i that counts as heavy: an even share, as float32. */
export function heavyFrom(i: number): number {
  return Math.fround(1 / (i + 1));
}

const tables = new WeakMap<PaintStyle, Map<boolean, Uint32Array>>();

/** Colour of every rank under a style; cached for as long as the style object lives. */
export function colourTable(style: PaintStyle, show: Paints): Uint32Array {
  const lost = show === 'lost';
  const cached = tables.get(style) ?? new Map<boolean, Uint32Array>();
  tables.set(style, cached);
  const table = cached.get(lost) ?? makeTable(style, lost);
  cached.set(lost, table);
  return table;
}

function makeTable(style: PaintStyle, lost: boolean): Uint32Array {
  const { sequential, warning, low, high } = style;
  if (sequential.length !== 256 || warning.length !== 256) {
    throw new Error(
      `palettes need 256 colours, got ${sequential.length} (sequential) and ${warning.length} (warning)`,
    );
  }
  if (!(low > 0 && high > low)) {
    throw new Error(`a log scale needs 0 < low < high, got low ${low} and high ${high}`);
  }
  const table = new Uint32Array(RANKS);
  table[RANK_EMPTY] = style.empty;
  table[RANK_LIGHT] = style.light;
  if (lost) table[RANK_KEPT] = style.kept;
  const pattern = new Uint32Array(1);
  const weight = new Float32Array(pattern.buffer);
  for (let code = 0; code <= LARGEST_CODE; code++) {
    pattern[0] = (code << 16) | 0x8000; // the middle of what this code stands for
    const share = Math.log((weight[0] as number) / low) / Math.log(high / low);
    const entry = Math.round(255 * Math.min(1, Math.max(0, share)));
    if (lost) {
      table[RANK_HEAVY + code] = warning[entry] as number;
    } else {
      table[RANK_WEIGHT + 2 * code] = warning[entry] as number;
      table[RANK_WEIGHT + 2 * code + 1] = sequential[entry] as number;
    }
  }
  return table;
}
