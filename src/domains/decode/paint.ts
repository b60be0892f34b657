// The timeline: steps down, cache positions across. What is read in the colours of its weight, what is held
// unread pale, what has left hatched, what was wanted and not read in the warning hue.
import type { Paints } from '../../core/card.ts';
import { scaleOf } from '../../model/heads.ts';
import type { DecodeHead, HeadCache } from '../../methods/decode.ts';
import type { Kernels, PaintPlane } from '../../kernels/contract.ts';
import type { MapPainter } from '../contract.ts';
import { wholeMask } from './run.ts';

/** Pixels from one line of the hatching to the next. */
const HATCH = 4;

/** Attention of all rows, ranked for painting. `cache` null: attention alone. To be released. */
export function planeOf(
  head: DecodeHead,
  cache: HeadCache | null,
  paints: Paints,
  kernels: Kernels,
): PaintPlane {
  const { n, q, k } = head;
  return planeFrom(kernels.attentionRows(q, k, scaleOf(head), 0, n), n, cache, paints, kernels);
}

/** The same of attention that is known, n × n. */
export function planeFrom(
  probs: Float32Array,
  n: number,
  cache: HeadCache | null,
  paints: Paints,
  kernels: Kernels,
): PaintPlane {
  return kernels.paintPlane(probs, n, cache && wholeMask(cache.read, n), paints);
}

/** Of the map over n tokens: a row a step. */
export function sizesOf(n: number, prompt: number): Pick<MapPainter, 'rows' | 'cols'> {
  return { rows: n - prompt, cols: n };
}

/** Paints the steps of a plane; `cache` tells which keys have left. */
export function timeline(
  plane: PaintPlane,
  prompt: number,
  cache: HeadCache | null,
  kernels: Kernels,
): MapPainter {
  const { n } = plane;
  const leaves = cache?.leaves;
  return {
    ...sizesOf(n, prompt),
    paint(view, palette) {
      const moved = { ...view, row0: view.row0 + prompt, row1: view.row1 + prompt };
      const words = kernels.paint(plane, moved, palette).slice();
      const { width, height, row0, row1, col0, col1 } = moved;
      const down = (row1 - row0) / height;
      const across = (col1 - col0) / width;
      for (let y = 0, p = 0; y < height; y++) {
        const t = Math.floor(row0 + (y + 0.5) * down);
        for (let x = 0; x < width; x++, p++) {
          const key = Math.floor(col0 + (x + 0.5) * across);
          if (t < prompt || t >= n || key > t || key < 0) words[p] = palette.empty;
          else if (leaves && leaves[key]! <= t && (x + y) % HATCH === 0) {
            if (words[p] === palette.light) words[p] = palette.gone;
          }
        }
      }
      return words;
    },
  };
}
