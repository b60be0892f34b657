// The preview picture that a link to a method's page shows elsewhere, 1200 × 630: what the method keeps
// of the head, the dense attention and the losses beside it, and how much every query row keeps.
import { paletteStops } from '../../src/core/palette.ts';
import { Canvas, wordOf } from './canvas.ts';
import type { Scene } from './scene.ts';

export const SOCIAL_WIDTH = 1200;
export const SOCIAL_HEIGHT = 630;

const PAPER = wordOf('#faf9f4');
const LINE = wordOf('#e1dfd5');
const AXIS = wordOf('#8b8d92');
const KEPT = wordOf('#2a6496');
const LOST = wordOf('#d1600a');

const LARGE = 558; // side of the main map
const SMALL = 264;
const MARGIN = 36;

export function socialPicture(scene: Scene): Canvas {
  const canvas = new Canvas(SOCIAL_WIDTH, SOCIAL_HEIGHT, PAPER);
  map(canvas, scene, 'kept', MARGIN, MARGIN, LARGE);
  const left = MARGIN + LARGE + 24;
  const right = SOCIAL_WIDTH - MARGIN - SMALL;
  map(canvas, scene, 'attention', left, MARGIN, SMALL);
  map(canvas, scene, 'lost', right, MARGIN, SMALL);
  rows(canvas, scene, left, MARGIN + SMALL + 56, SOCIAL_WIDTH - MARGIN - left);
  scale(canvas, left, SOCIAL_HEIGHT - MARGIN - 14, SOCIAL_WIDTH - MARGIN - left);
  return canvas;
}

function map(
  canvas: Canvas,
  scene: Scene,
  show: 'kept' | 'attention' | 'lost',
  x: number,
  y: number,
  size: number,
): void {
  canvas.draw(scene.paint(show, 'light', size), x, y);
  canvas.fill(x - 2, y, 2, size + 2, AXIS);
  canvas.fill(x - 2, y + size, size + 2, 2, AXIS);
}

/** A column per query, its attention mass of 1 split into what is kept and what is lost. */
function rows(canvas: Canvas, scene: Scene, x: number, y: number, width: number): void {
  const height = 170;
  const { rowRecall } = scene;
  for (let col = 0; col < width; col++) {
    const recall = rowRecall[Math.floor((col * rowRecall.length) / width)] ?? 0;
    const kept = Math.round(height * Math.min(1, recall));
    canvas.fill(x + col, y, 1, height - kept, LOST);
    canvas.fill(x + col, y + height - kept, 1, kept, KEPT);
  }
  canvas.fill(x, y + height, width, 2, AXIS);
}

function scale(canvas: Canvas, x: number, y: number, width: number): void {
  const stops = paletteStops('light', 'sequential', 64);
  for (let col = 0; col < width; col++) {
    canvas.fill(x + col, y, 1, 14, wordOf(stops[Math.floor((col * 64) / width)] ?? '#000000'));
  }
  canvas.fill(x, y + 14, width, 1, LINE);
}
