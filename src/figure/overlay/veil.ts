// Where the map is dimmed: alpha per pixel, 0 where a lit row or a kept cell touches the pixel. Like
// the map itself it never loses a cell: one lit cell lights its whole pixel.
import type { View } from '../map/geometry.ts';
import type { Prepared } from './prepare.ts';

const AROUND = 0.8;
const UNDER_LINES = 0.5;

/** How strongly all that is not lit is dimmed, 0 to 1: nothing, where a step draws nothing over the map. */
export function dimming({ veiled, columns, offsets }: Prepared): number {
  if (veiled) return AROUND;
  return columns.length + offsets.length > 0 ? UNDER_LINES : 0;
}

/** First and last + 1 cell that pixel `p` of `pixels` touches. */
function span(start: number, side: number, pixels: number, p: number): [number, number] {
  const low = Math.floor(start + (p * side) / pixels + 1e-6);
  const high = Math.ceil(start + ((p + 1) * side) / pixels - 1e-6);
  return [low, Math.max(low + 1, high)];
}

/** width × height alpha bytes, row-major, of a view into a map of so many rows. */
export function veil(
  prepared: Prepared,
  view: View,
  rows: number,
  { width, height }: { readonly width: number; readonly height: number },
  alpha: number,
): Uint8ClampedArray {
  const out = new Uint8ClampedArray(width * height).fill(alpha);
  const scale = width / view.side;
  let lastFrom = -1;
  let lastTo = -1;
  for (let y = 0; y < height; y++) {
    const [from, to] = span(view.row, view.tall, height, y);
    const line = y * width;
    if (from === lastFrom && to === lastTo) {
      out.copyWithin(line, line - width, line); // the same cells again, enlarged
      continue;
    }
    [lastFrom, lastTo] = [from, to];
    if (prepared.rows.some(([first, end]) => from < end && to > first)) {
      out.fill(0, line, line + width);
      continue;
    }
    const light = (start: number, end: number): void => {
      if (end <= view.col || start >= view.col + view.side) return;
      const x0 = Math.max(0, Math.floor((start - view.col) * scale + 1e-6));
      const x1 = Math.min(width, Math.max(x0 + 1, Math.ceil((end - view.col) * scale - 1e-6)));
      if (x1 > x0) out.fill(0, line + x0, line + x1);
    };
    for (const mask of prepared.masks) {
      const end = Math.min(to, rows, mask.rows);
      for (let row = Math.max(0, from); row < end; row++) mask.forEachRun(row, light);
    }
  }
  return out;
}
