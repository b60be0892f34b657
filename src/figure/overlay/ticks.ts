// Ticks at the ends of columns and rows: small wedges that point into the map, whatever its zoom.
import type { OverlayColours, OverlayPlot } from './plot.ts';
import type { Prepared } from './prepare.ts';

/** CSS px: how far a tick reaches into the map, and half of its width at the edge. */
const LONG = 8;
const HALF = 3.5;

/** Both ends of a column or row as far as there are cells; those that are out of sight are left out. */
export function drawTicks(
  context: CanvasRenderingContext2D,
  { columns, rows }: Prepared['ticks'],
  plot: OverlayPlot,
  { ink, paper }: Pick<OverlayColours, 'ink' | 'paper'>,
): void {
  const { geometry, view, width, height, ratio } = plot;
  const [long, half] = [LONG * ratio, HALF * ratio];
  context.fillStyle = ink;
  context.strokeStyle = paper;
  context.lineWidth = 1.5 * ratio;
  // One path: what is stroked of one wedge does not cover its neighbour.
  context.beginPath();
  /** A wedge with its foot around (x, y) that points along (dx, dy). */
  const wedge = (x: number, y: number, dx: number, dy: number): void => {
    context.moveTo(x + dx * long, y + dy * long);
    context.lineTo(x - dy * half, y + dx * half);
    context.lineTo(x + dy * half, y - dx * half);
    context.closePath();
  };
  const across = (col: number): number => ((col - view.col) / view.side) * width;
  const down = (row: number): number => ((row - view.row) / view.tall) * height;
  for (const column of columns) {
    const x = across(column + 0.5);
    if (x < 0 || x > width) continue;
    const top = Math.max(0, down(geometry.topOf(column)));
    if (top < height) wedge(x, top, 0, 1);
    wedge(x, Math.min(height, down(geometry.rows)), 0, -1);
  }
  for (const row of rows) {
    const y = down(row + 0.5);
    if (y < 0 || y > height) continue;
    const end = Math.min(width, across(geometry.endOf(row)));
    wedge(Math.max(0, across(0)), y, 1, 0);
    if (end > 0) wedge(end, y, -1, 0);
  }
  context.stroke();
  context.fill();
}
