// From cells to pixels: largest value or largest rank per pixel, then one look-up for the colour.
import { checkLength, checkMask, checkView } from '../check.ts';
import type { Kernels, PaintPlane } from '../contract.ts';
import { pixelEdges } from '../pixels.ts';
import {
  colourTable,
  heavyFrom,
  LARGEST_CODE,
  RANK_HEAVY,
  RANK_KEPT,
  RANK_LIGHT,
  RANK_WEIGHT,
} from '../ranks.ts';
import { causalRuns } from './attention.ts';

type Paint = Pick<Kernels, 'poolMax' | 'paintPlane' | 'paint'>;

interface PlainPlane extends PaintPlane {
  /** n × n, zeros above the diagonal. */
  readonly ranks: Uint16Array;
}

export const paint: Paint = {
  poolMax(values, rows, cols, view) {
    checkView(view);
    checkLength('poolMax: values', values.length, rows * cols);
    const y = pixelEdges(view.row0, view.row1, view.height, rows);
    const x = pixelEdges(view.col0, view.col1, view.width, cols);
    const out = new Float32Array(view.width * view.height);
    for (let p = 0; p < out.length; p++) {
      const px = p % view.width;
      const py = (p - px) / view.width;
      const left = x.first[px] as number;
      const right = x.last[px] as number;
      let largest = -Infinity;
      let touched = false;
      for (let i = y.first[py] as number; i < (y.last[py] as number); i++) {
        for (let j = left; j < right; j++) {
          touched = true;
          largest = Math.max(largest, values[i * cols + j] as number);
        }
      }
      out[p] = touched ? largest : NaN;
    }
    return out;
  },

  paintPlane(probs, n, mask, show): PlainPlane {
    checkLength('paintPlane: probs', probs.length, n * n);
    if (mask) checkMask('paintPlane', mask, n);
    const ranks = new Uint16Array(n * n);
    const codes = new Uint16Array(probs.buffer, probs.byteOffset, 2 * probs.length);
    const masked = show === 'all' ? null : mask;
    for (let i = 0; i < n; i++) {
      const heavy = heavyFrom(i);
      const runs = masked ? causalRuns(masked, i) : [0, i + 1];
      let r = 0;
      for (let j = 0; j <= i; j++) {
        const cell = i * n + j;
        while (r < runs.length && j >= (runs[r + 1] as number)) r += 2;
        const kept = r < runs.length && j >= (runs[r] as number);
        const code = Math.min(LARGEST_CODE, codes[2 * cell + 1] as number);
        const isHeavy = (probs[cell] as number) >= heavy;
        if (!kept && !isHeavy) ranks[cell] = RANK_LIGHT;
        else if (show === 'lost') ranks[cell] = kept ? RANK_KEPT : RANK_HEAVY + code;
        else ranks[cell] = RANK_WEIGHT + 2 * code + (kept ? 1 : 0);
      }
    }
    return { n, show, ranks, release() {} };
  },

  paint(plane, view, style, out) {
    checkView(view);
    const { ranks, n } = plain(plane);
    const { width, height } = view;
    const pixels = out ?? new Uint32Array(width * height);
    checkLength('paint: out', pixels.length, width * height);
    const table = colourTable(style, plane.show);
    const y = pixelEdges(view.row0, view.row1, height, n);
    const x = pixelEdges(view.col0, view.col1, width, n);
    const strip = new Uint16Array(n); // the largest rank of each column within the pixel row
    for (let py = 0; py < height; py++) {
      const bottom = y.last[py] as number;
      strip.fill(0, 0, bottom);
      for (let i = y.first[py] as number; i < bottom; i++) {
        for (let j = 0, cell = i * n; j <= i; j++, cell++) {
          if ((ranks[cell] as number) > (strip[j] as number)) strip[j] = ranks[cell] as number;
        }
      }
      for (let px = 0; px < width; px++) {
        const right = Math.min(x.last[px] as number, bottom);
        let rank = 0;
        for (let j = x.first[px] as number; j < right; j++) {
          if ((strip[j] as number) > rank) rank = strip[j] as number;
        }
        pixels[py * width + px] = table[rank] as number;
      }
    }
    return pixels;
  },
};

function plain(plane: PaintPlane): PlainPlane {
  if (!('ranks' in plane)) throw new Error('paint: this plane was made by another tier');
  return plane as PlainPlane;
}
