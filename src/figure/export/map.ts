// The map of a standalone SVG, in coordinates of its cells: as vectors where it is made of few
// rectangles, else as a picture of whole cells, so that it stays crisp at any size.
import { encodePng } from '../../core/png.ts';
import type { Viewport } from '../../kernels/contract.ts';

/** Visible part of a matrix, cells; fractions are allowed. */
export interface MapRange {
  readonly row: number;
  readonly col: number;
  /** Visible columns. */
  readonly side: number;
  /** Visible rows. */
  readonly tall: number;
}

/** RGBA words (0xAABBGGRR), row-major, of a viewport; null where the request was overtaken. */
export type PaintWords = (view: Viewport) => Promise<Uint32Array | null>;

/** So many rectangles at most are drawn as vectors: any map of 64 × 64 cells is. */
const MOST_RECTANGLES = 64 * 64;
/** A picture has at least so many pixels across; larger maps are pooled to so many, as on a screen. */
const PIXELS = 1120;
/** From so many cells on, a map is shown smaller than its cells, where nearest pixels would lose some. */
const SMALLER = 560;

/**
 * Markup for a drawing whose unit is the cell; null where painting was overtaken. `least`: pixels across
 * that a picture has at least; fewer make a smaller file.
 */
export async function drawMap(
  range: MapRange,
  paint: PaintWords,
  least = PIXELS,
): Promise<string | null> {
  const [col, row] = [Math.floor(range.col), Math.floor(range.row)];
  const width = Math.ceil(range.col + range.side) - col;
  const height = Math.ceil(range.row + range.tall) - row;
  if (width > PIXELS || height > PIXELS) return pooledMap(range, paint);
  const view = { row0: row, row1: row + height, col0: col, col1: col + width, width, height };
  const words = await paint(view);
  if (!words) return null;
  const rectangles = rectanglesOf(words, width, MOST_RECTANGLES);
  if (rectangles) return vectorMap(rectangles, col, row);
  const [across, down] = [Math.ceil(least / width), Math.ceil(least / height)];
  const png = encodePng(enlarged(words, width, across, down), width * across, height * down);
  const crisp = Math.max(width, height) <= SMALLER ? ' image-rendering="pixelated"' : '';
  return image(dataUrl(png), { row, col, side: width, tall: height }, crisp);
}

/** A picture as it was handed over, over the whole range. */
export function image(href: string, { row, col, side, tall }: MapRange, more = ''): string {
  return `<image x="${col}" y="${row}" width="${side}" height="${tall}" preserveAspectRatio="none"${more} href="${href}"/>`;
}

async function pooledMap(range: MapRange, paint: PaintWords): Promise<string | null> {
  const { row, col, side, tall } = range;
  const width = Math.min(PIXELS, Math.ceil(side));
  const height = Math.min(PIXELS, Math.ceil(tall));
  const words = await paint({
    ...{ row0: row, row1: row + tall, col0: col, col1: col + side },
    ...{ width, height },
  });
  return words && image(dataUrl(encodePng(words, width, height)), range);
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  height: number;
  readonly colour: number;
}

/**
 * Runs of one colour, each grown downwards over rows that have the very same run; what is transparent
 * is left out. Null where there would be more than `most`.
 */
export function rectanglesOf(words: Uint32Array, width: number, most: number): Rectangle[] | null {
  const all: Rectangle[] = [];
  let above = new Map<string, Rectangle>();
  for (let y = 0; y * width < words.length; y++) {
    const row = words.subarray(y * width, (y + 1) * width);
    const here = new Map<string, Rectangle>();
    for (let x = 0; x < width;) {
      const colour = row[x] as number;
      let end = x + 1;
      while (end < width && row[end] === colour) end++;
      if (colour >>> 24 !== 0) {
        const key = `${x} ${end} ${colour}`;
        let rectangle = above.get(key);
        if (rectangle) rectangle.height++;
        else all.push((rectangle = { x, y, width: end - x, height: 1, colour }));
        if (all.length > most) return null;
        here.set(key, rectangle);
      }
      x = end;
    }
    above = here;
  }
  return all;
}

/** One path for each colour. */
function vectorMap(rectangles: readonly Rectangle[], col: number, row: number): string {
  const paths = new Map<number, string>();
  for (const { x, y, width, height, colour } of rectangles) {
    const path = `M${col + x} ${row + y}h${width}v${height}h-${width}z`;
    paths.set(colour, (paths.get(colour) ?? '') + path);
  }
  const drawn = [...paths].map(([colour, path]) => `<path fill="${hex(colour)}" d="${path}"/>`);
  return `<g shape-rendering="crispEdges">\n${drawn.join('\n')}\n</g>`;
}

function hex(word: number): string {
  const rgb = ((word & 0xff) << 16) | (word & 0xff00) | ((word >>> 16) & 0xff);
  return `#${rgb.toString(16).padStart(6, '0')}`;
}

/** Every pixel `across` × `down` times. */
function enlarged(words: Uint32Array, width: number, across: number, down: number): Uint32Array {
  const wide = width * across;
  const out = new Uint32Array(words.length * across * down);
  for (let y = 0; y * width < words.length; y++) {
    const start = y * down * wide;
    for (let x = 0; x < width; x++) {
      out.fill(words[y * width + x] as number, start + x * across, start + (x + 1) * across);
    }
    for (let again = 1; again < down; again++) {
      out.copyWithin(start + again * wide, start, start + wide);
    }
  }
  return out;
}

/** A PNG as an address that holds it. */
export function dataUrl(png: Uint8Array): string {
  let text = '';
  for (let at = 0; at < png.length; at += 8192) {
    text += String.fromCharCode(...png.subarray(at, at + 8192));
  }
  return `data:image/png;base64,${btoa(text)}`;
}
