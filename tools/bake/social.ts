// The preview picture that a link to a method's page shows elsewhere, 1200 × 630: what the method keeps,
// all there is and what is lost beside it, and how much is kept along one side.
import { paletteStops } from '../../src/core/palette.ts';
import { Canvas, wordOf, type Picture } from './canvas.ts';

const SOCIAL_WIDTH = 1200;
const SOCIAL_HEIGHT = 630;

const PAPER = wordOf('#faf9f4');
const LINE = wordOf('#e1dfd5');
const AXIS = wordOf('#8b8d92');
const KEPT = wordOf('#2a6496');
const REST = { lost: wordOf('#d1600a'), dropped: LINE } as const;

/** Most that the main map may measure, and the two beside it. */
export const LARGE = 576;
export const SMALL = 264;
const MARGIN = 27;

/** What a domain puts into the picture. */
export interface SocialParts {
  /** What is kept; at most LARGE wide and high. */
  readonly large: Picture;
  /** All of it or a part, and what is lost; at most SMALL wide and high. */
  readonly small: readonly [Picture, Picture];
  /** Per row, or per input: the share that is kept. */
  readonly kept: Float32Array;
  /** What the rest of a share is: attention that is lost, or weights that are only dropped. */
  readonly rest: 'lost' | 'dropped';
}

export function socialPicture(parts: SocialParts): Canvas {
  const { large, small, kept, rest } = parts;
  const [all, lost] = small;
  const canvas = new Canvas(SOCIAL_WIDTH, SOCIAL_HEIGHT, PAPER);
  const top = Math.round((SOCIAL_HEIGHT - large.height) / 2);
  map(canvas, large, MARGIN, top);
  const left = MARGIN + large.width + 24;
  const right = SOCIAL_WIDTH - MARGIN;
  map(canvas, all, left, top);
  map(canvas, lost, right - lost.width, top);
  shares(canvas, kept, REST[rest], left, top + all.height + 56, right - left);
  scale(canvas, left, top + large.height - 14, right - left);
  return canvas;
}

function map(canvas: Canvas, picture: Picture, x: number, y: number): void {
  const { width, height } = picture;
  canvas.draw(picture, x, y);
  canvas.fill(x - 2, y, 2, height + 2, AXIS);
  canvas.fill(x - 2, y + height, width + 2, 2, AXIS);
}

/** A column per query or input, its mass or its weights split into what is kept and the rest. */
function shares(
  canvas: Canvas,
  kept: Float32Array,
  rest: number,
  x: number,
  y: number,
  width: number,
): void {
  const height = 170;
  for (let col = 0; col < width; col++) {
    const share = kept[Math.floor((col * kept.length) / width)] ?? 0;
    const high = Math.round(height * Math.min(1, share));
    canvas.fill(x + col, y, 1, height - high, rest);
    canvas.fill(x + col, y + height - high, 1, high, KEPT);
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
