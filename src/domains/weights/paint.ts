// A weight matrix as pixels: the size of each weight on a log scale under a mask. Every pixel shows the
// largest of what it covers, never a mixture.
import type { Mask } from '../../core/mask/mask.ts';
import type { Palette } from '../../core/palette.ts';
import type { Paints } from '../../core/card.ts';
import { rowOf, type Matrix } from '../../core/tensor.ts';
import type { Kernels, Viewport } from '../../kernels/contract.ts';

/** Ends of the colour scale. */
export interface Scale {
  readonly low: number;
  readonly high: number;
}

/** The scale spans two powers of ten below the largest weight: most weights lie there. */
export function scaleOf({ data }: Matrix): Scale {
  let high = 0;
  for (const value of data) high = Math.max(high, Math.abs(value));
  return high > 0 ? { low: high / 100, high } : { low: 0.01, high: 1 };
}

// What a cell shows, as a number of which a pixel takes the largest: below FIRST the plain colours, from
// there on twice the place on the scale (0 … 255), kept ones one more.
const LIGHT = 0;
const KEPT = 1;
const FIRST = 2;

/**
 * The codes of all cells, rows × cols. A dropped weight is large where its size is at least the mean
 * size of its row.
 * - all: sizes, whatever the mask.
 * - kept: the larger of kept weights and large dropped ones.
 * - lost: large dropped weights.
 */
export function planeOf(
  weight: Matrix,
  mask: Mask | null,
  show: Paints,
  scale: Scale,
): Float32Array {
  const { rows, cols } = weight;
  const marks = marksOf(weight, scale);
  const codes = new Float32Array(rows * cols);
  const kept = new Uint8Array(cols);
  const bounded = show === 'all' ? null : mask;
  for (let i = 0, p = 0; i < rows; i++) {
    kept.fill(bounded ? 0 : 1);
    bounded?.forEachRun(i, (start, end) => kept.fill(1, start, end));
    for (let j = 0; j < cols; j++, p++) {
      const mark = marks[p]!;
      const rank = FIRST + 2 * (mark & PLACE);
      const dropped = mark & LARGE ? rank : LIGHT;
      codes[p] = kept[j] ? (show === 'lost' ? KEPT : rank + 1) : dropped;
    }
  }
  return codes;
}

// A weight's mark: its place on the scale, and a bit where its size is at least the mean of its row.
const PLACE = 255;
const LARGE = 256;
/** Marks do not change while a mask is dragged over the same weights. */
const known = new WeakMap<Float32Array, Scale & { readonly marks: Uint16Array }>();

function marksOf(weight: Matrix, { low, high }: Scale): Uint16Array {
  const before = known.get(weight.data);
  if (before?.low === low && before.high === high) return before.marks;
  const { rows, cols } = weight;
  const marks = new Uint16Array(rows * cols);
  const span = Math.log(high / low);
  for (let i = 0; i < rows; i++) {
    const row = rowOf(weight, i);
    let sum = 0;
    for (const value of row) sum += Math.abs(value);
    const large = sum / cols;
    for (let j = 0; j < cols; j++) {
      const size = Math.abs(row[j]!);
      const place = size > low ? Math.min(1, Math.log(size / low) / span) : 0;
      marks[i * cols + j] = Math.round(PLACE * place) | (size >= large ? LARGE : 0);
    }
  }
  known.set(weight.data, { low, high, marks });
  return marks;
}

/** RGBA words of a viewport; transparent beyond the matrix. */
export function paintPlane(
  codes: Float32Array,
  rows: number,
  cols: number,
  view: Viewport,
  palette: Palette,
  kernels: Kernels,
): Uint32Array {
  const largest = kernels.poolMax(codes, rows, cols, view);
  const words = new Uint32Array(largest.length);
  for (let p = 0; p < words.length; p++) {
    const code = largest[p]!;
    if (Number.isNaN(code)) continue;
    if (code === LIGHT) words[p] = palette.light;
    else if (code === KEPT) words[p] = palette.kept;
    else {
      const place = (code - FIRST) >> 1;
      words[p] = (code % 2 === 1 ? palette.sequential : palette.warning)[place]!;
    }
  }
  return words;
}
