// A map small enough to reason about: 16 tokens; column 0, the diagonal and the one before are kept.
import { linesMask } from '../../../src/core/mask/patterns.ts';
import { causal } from '../../../src/figure/map/causal.ts';
import type { MapFigureProps } from '../../../src/figure/map/types.ts';
import type { Paint, Zoom } from '../../../src/figure/types.ts';
import { attentionLegend, attentionNames } from '../../../src/views/attention/map-words.ts';
import attentionReading from '../../../src/views/attention/reading.ts';

export const N = 16;
export const mask = linesMask(N, [0], [0, 1]);
export const pieces = Array.from({ length: N }, (_, i) => (i === 0 ? '' : ` t${i}`));

/** Row i: key 2 weighs a half, the others share the rest evenly. */
export function row(query: number): Float32Array {
  const weights = new Float32Array(query + 1).fill(0.5 / Math.max(1, query));
  if (query >= 2) weights[2] = 0.5;
  else weights[query] = 1 - 0.5 * (query === 0 ? 0 : 1);
  return weights;
}

/** Paints everything in one colour, given as its red byte. */
export function plain(red: number): Paint {
  return async ({ width, height }) => {
    const pixels = new Uint8ClampedArray(width * height * 4);
    for (let i = 0; i < pixels.length; i += 4) pixels.set([red, 0, 0, 255], i);
    return pixels;
  };
}

export type HeadProps = MapFigureProps<Float32Array, Zoom>;

export function props(changes: Partial<HeadProps> = {}): HeadProps {
  return {
    geometry: causal(N),
    names: attentionNames(pieces),
    reading: attentionReading({ pieces, mask, rowRecall: new Float32Array(N).fill(0.75) }),
    paint: plain(10),
    readRow: async (query) => row(query),
    legend: attentionLegend('kept'),
    theme: 'light',
    label: 'Attention of a made-up head',
    summary: 'Half of the mass lies on key 2.',
    ...changes,
  };
}
