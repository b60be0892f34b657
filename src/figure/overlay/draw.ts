// Draws a prepared stage onto a canvas that lies over the map.
import type { View } from '../map/view.ts';
import type { Prepared, Tiles } from './prepare.ts';
import { dimming, veil } from './veil.ts';

export interface OverlayColours {
  /** Laid over what the stage does not speak of. */
  readonly paper: string;
  readonly line: string;
}

/** `context` belongs to a square canvas of `pixels` per side, `ratio` device px to a CSS px. */
export function drawOverlay(
  context: CanvasRenderingContext2D,
  prepared: Prepared,
  view: View,
  n: number,
  pixels: number,
  ratio: number,
  colours: OverlayColours,
): void {
  context.globalCompositeOperation = 'source-over';
  context.clearRect(0, 0, pixels, pixels);
  const lined = prepared.columns.length + prepared.offsets.length > 0;
  const dim = dimming(prepared);
  if (dim > 0) {
    const alpha = Math.round(255 * dim);
    const shade = veil(prepared, view, n, pixels, alpha);
    const image = context.createImageData(pixels, pixels);
    for (let i = 0; i < shade.length; i++) image.data[i * 4 + 3] = shade[i] ?? 0;
    context.putImageData(image, 0, 0);
    // Only the alpha is in place; the paper's colour goes where it is.
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = colours.paper;
    context.fillRect(0, 0, pixels, pixels);
    context.globalCompositeOperation = 'source-over';
  }
  const scale = pixels / view.side;
  context.strokeStyle = colours.line;
  context.fillStyle = colours.line;
  for (const tiles of prepared.tiles) outline(context, tiles, view, scale, ratio);
  if (lined) drawLines(context, prepared, view, n, scale, ratio);
}

/** Strokes the edges between touched and untouched tiles, inside the causal half. */
function outline(
  context: CanvasRenderingContext2D,
  { size, down, across, touched }: Tiles,
  view: View,
  scale: number,
  ratio: number,
): void {
  const at = (i: number, j: number): number =>
    i < 0 || j < 0 || i >= down || j >= across ? 0 : (touched[i * across + j] ?? 0);
  const x = (j: number): number => Math.round((j * size - view.col) * scale) + 0.5;
  const y = (i: number): number => Math.round((i * size - view.row) * scale) + 0.5;
  context.lineWidth = Math.max(1, ratio);
  context.beginPath();
  for (let i = 0; i <= down; i++) {
    for (let j = 0; j <= across; j++) {
      const here = at(i, j);
      if (here !== at(i - 1, j)) {
        context.moveTo(x(j), y(i));
        context.lineTo(x(j + 1), y(i));
      }
      if (here !== at(i, j - 1)) {
        context.moveTo(x(j), y(i));
        context.lineTo(x(j), y(i + 1));
      }
    }
  }
  context.stroke();
}

/** Chosen columns and diagonals; one cell wide, and never thinner than a hairline. */
function drawLines(
  context: CanvasRenderingContext2D,
  { columns, offsets }: Prepared,
  view: View,
  n: number,
  scale: number,
  ratio: number,
): void {
  const thick = Math.max(scale, 1.25 * ratio);
  const bottom = (n - view.row) * scale;
  // Hairlines must stand out, wide cells must let the map through.
  context.globalAlpha = 0.8 - 0.4 * Math.min(1, Math.max(0, scale / ratio - 1) / 2);
  for (const column of columns) {
    const x = (column + 0.5 - view.col) * scale - thick / 2;
    const top = Math.max(0, (column - view.row) * scale);
    context.fillRect(x, top, thick, Math.max(0, bottom - top));
  }
  for (const offset of offsets) {
    if (scale > 3 * ratio) steps(context, offset, view, n, scale);
    else {
      context.lineWidth = thick * Math.SQRT1_2 + ratio * 0.35;
      context.beginPath();
      context.moveTo((0.5 - view.col) * scale, (offset + 0.5 - view.row) * scale);
      context.lineTo((n - offset - view.col) * scale, (n - view.row) * scale);
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}

/** A diagonal of cells large enough to be seen one by one. */
function steps(
  context: CanvasRenderingContext2D,
  offset: number,
  view: View,
  n: number,
  scale: number,
): void {
  const first = Math.max(0, Math.floor(view.row), offset);
  const last = Math.min(n, Math.ceil(view.row + view.side));
  for (let row = first; row < last; row++) {
    context.fillRect((row - offset - view.col) * scale, (row - view.row) * scale, scale, scale);
  }
}
