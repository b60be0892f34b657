// Draws a prepared stage onto a canvas that lies over the map.
import type { OverlayColours, OverlayPlot } from './plot.ts';
import type { Prepared, Tiles } from './prepare.ts';
import { drawTicks } from './ticks.ts';
import { dimming, veil } from './veil.ts';

/** `context` belongs to a canvas as large as the plot. */
export function drawOverlay(
  context: CanvasRenderingContext2D,
  prepared: Prepared,
  plot: OverlayPlot,
  colours: OverlayColours,
): void {
  const { geometry, view, width, height } = plot;
  context.globalCompositeOperation = 'source-over';
  context.clearRect(0, 0, width, height);
  const lined = prepared.columns.length + prepared.offsets.length > 0;
  const dim = dimming(prepared);
  if (dim > 0) {
    const alpha = Math.round(255 * dim);
    const shade = veil(prepared, view, geometry.rows, plot, alpha);
    const image = context.createImageData(width, height);
    for (let i = 0; i < shade.length; i++) image.data[i * 4 + 3] = shade[i] ?? 0;
    context.putImageData(image, 0, 0);
    // Only the alpha is in place; the paper's colour goes where it is.
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = colours.paper;
    context.fillRect(0, 0, width, height);
    context.globalCompositeOperation = 'source-over';
  }
  context.strokeStyle = colours.line;
  context.fillStyle = colours.line;
  for (const tiles of prepared.tiles) outline(context, tiles, plot);
  if (lined) drawLines(context, prepared, plot);
  drawTicks(context, prepared.ticks, plot, colours);
}

/** Device px of a cell. */
function scaleOf({ view, width, height }: OverlayPlot): { x: number; y: number } {
  return { x: width / view.side, y: height / view.tall };
}

/** Strokes the edges between touched and untouched tiles. */
function outline(
  context: CanvasRenderingContext2D,
  { size, down, across, touched }: Tiles,
  plot: OverlayPlot,
): void {
  const { view, ratio } = plot;
  const scale = scaleOf(plot);
  const at = (i: number, j: number): number =>
    i < 0 || j < 0 || i >= down || j >= across ? 0 : (touched[i * across + j] ?? 0);
  const x = (j: number): number => Math.round((j * size - view.col) * scale.x) + 0.5;
  const y = (i: number): number => Math.round((i * size - view.row) * scale.y) + 0.5;
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
  plot: OverlayPlot,
): void {
  const { geometry, view, ratio } = plot;
  const { rows, firstRow } = geometry;
  const scale = scaleOf(plot);
  const thick = Math.max(scale.x, 1.25 * ratio);
  const bottom = (rows - view.row) * scale.y;
  // Hairlines must stand out, wide cells must let the map through.
  context.globalAlpha = 0.8 - 0.4 * Math.min(1, Math.max(0, scale.x / ratio - 1) / 2);
  for (const column of columns) {
    const x = (column + 0.5 - view.col) * scale.x - thick / 2;
    const top = Math.max(0, (geometry.topOf(column) - view.row) * scale.y);
    context.fillRect(x, top, thick, Math.max(0, bottom - top));
  }
  for (const offset of offsets) {
    if (scale.x > 3 * ratio) steps(context, offset, plot);
    else {
      // From column 0 on, and from the row that has it there.
      const first = offset - firstRow;
      context.lineWidth = thick * Math.SQRT1_2 + ratio * 0.35;
      context.beginPath();
      context.moveTo((0.5 - view.col) * scale.x, (first + 0.5 - view.row) * scale.y);
      context.lineTo((rows - first - view.col) * scale.x, (rows - view.row) * scale.y);
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}

/** A diagonal of cells large enough to be seen one by one. */
function steps(context: CanvasRenderingContext2D, offset: number, plot: OverlayPlot): void {
  const { geometry, view } = plot;
  const scale = scaleOf(plot);
  const from = offset - geometry.firstRow;
  const first = Math.max(0, Math.floor(view.row), from);
  const last = Math.min(geometry.rows, Math.ceil(view.row + view.tall));
  for (let row = first; row < last; row++) {
    const x = (row - from - view.col) * scale.x;
    context.fillRect(x, (row - view.row) * scale.y, scale.x, scale.y);
  }
}
