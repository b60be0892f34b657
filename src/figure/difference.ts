// Where two masks agree and differ, as pixels. Counts per pixel, never samples: a single cell that only
// one of them keeps is seen however far the map is zoomed out.
import type { Mask } from '../core/mask/mask.ts';
import type { Viewport } from '../kernels/contract.ts';
import type { Theme } from './types.ts';

/** The cells that can be kept: up to the diagonal, or all. */
export type DifferenceArea = 'causal' | 'all';

/** RGBA words (little-endian) for: kept by both, by the first only, by the second only, by neither. */
export interface DifferenceColours {
  readonly both: number;
  readonly first: number;
  readonly second: number;
  readonly neither: number;
}

const word = (hex: string): number => {
  const rgb = parseInt(hex.slice(1), 16);
  return (0xff000000 | ((rgb & 255) << 16) | (rgb & 0xff00) | (rgb >> 16)) >>> 0;
};

/** The first's colour is series 1, the second's series 2, as in the charts. */
export function differenceColours(theme: Theme): DifferenceColours {
  return theme === 'light'
    ? {
        both: word('#9aa5ad'),
        first: word('#2a6496'),
        second: word('#62135c'),
        neither: word('#f1efe9'),
      }
    : {
        both: word('#5b6670'),
        first: word('#6cc0d8'),
        second: word('#b56582'),
        neither: word('#191b22'),
      };
}

/**
 * Pixels of `view`. Where a pixel covers several cells, a difference wins over agreement, and the more
 * frequent of the two differences over the other. Nothing is drawn outside of `area`.
 */
export function paintDifference(
  first: Mask,
  second: Mask,
  view: Viewport,
  colours: DifferenceColours,
  area: DifferenceArea,
): Uint8ClampedArray<ArrayBuffer> {
  const { row0, row1, col0, col1, width, height } = view;
  const pixels = new Uint32Array(width * height);
  const n = first.rows;
  const counts = {
    first: new Int32Array(width + 1),
    second: new Int32Array(width + 1),
    both: new Int32Array(width + 1),
  };
  const perPixel = (col1 - col0) / width;
  const pixelOf = (col: number): number => Math.floor((col - col0) / perPixel);
  for (let y = 0; y < height; y++) {
    const from = Math.max(0, Math.floor(row0 + (y * (row1 - row0)) / height));
    const to = Math.min(
      n,
      Math.max(from + 1, Math.ceil(row0 + ((y + 1) * (row1 - row0)) / height)),
    );
    for (const part of Object.values(counts)) part.fill(0);
    for (let row = from; row < to; row++) tally(first, second, row, counts, pixelOf, width);
    // Of causal rows, the last of the strip reaches furthest right.
    const end = area === 'causal' ? to : first.cols;
    const edge = Math.min(width, Math.ceil((end - col0) / perPixel));
    let [a, b, both] = [0, 0, 0];
    for (let x = 0; x < edge; x++) {
      a += counts.first[x] ?? 0;
      b += counts.second[x] ?? 0;
      both += counts.both[x] ?? 0;
      const colour =
        a > 0 || b > 0
          ? a >= b
            ? colours.first
            : colours.second
          : both > 0
            ? colours.both
            : colours.neither;
      pixels[y * width + x] = colour;
    }
  }
  return new Uint8ClampedArray(pixels.buffer);
}

type Counts = Readonly<Record<'first' | 'second' | 'both', Int32Array>>;

/** Adds one row's runs to difference arrays over pixels: +1 where a run starts, −1 after it ends. */
function tally(
  first: Mask,
  second: Mask,
  row: number,
  counts: Counts,
  pixelOf: (col: number) => number,
  width: number,
): void {
  const add = (into: Int32Array, start: number, end: number): void => {
    const from = Math.max(0, pixelOf(start));
    const to = Math.min(width, pixelOf(end - 1) + 1);
    if (from >= to) return;
    into[from] = (into[from] ?? 0) + 1;
    into[to] = (into[to] ?? 0) - 1;
  };
  const a = runsOf(first, row);
  const b = runsOf(second, row);
  let [i, j, at] = [0, 0, 0];
  // Walks the borders of both lists; between two borders membership does not change.
  while (i < a.length || j < b.length) {
    const inA = i % 2 === 1;
    const inB = j % 2 === 1;
    const next = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    if (next > at && (inA || inB))
      add(counts[inA && inB ? 'both' : inA ? 'first' : 'second'], at, next);
    if (a[i] === next) i++;
    if (b[j] === next) j++;
    at = next;
  }
}

/** Borders of a row's runs: start, end, start, end, … */
function runsOf(mask: Mask, row: number): number[] {
  const borders: number[] = [];
  mask.forEachRun(row, (start, end) => borders.push(start, end));
  return borders;
}

/** What the two masks do with one cell. */
export function differenceAt(
  first: Mask,
  second: Mask,
  row: number,
  col: number,
): keyof DifferenceColours {
  const [a, b] = [first, second].map(
    (mask) => row < mask.rows && col < mask.cols && mask.has(row, col),
  );
  return a ? (b ? 'both' : 'first') : b ? 'second' : 'neither';
}

/** "kept by Wanda only", for methods of these names. */
export function differenceText(
  at: keyof DifferenceColours,
  names: readonly [first: string, second: string],
): string {
  switch (at) {
    case 'both':
      return 'kept by both';
    case 'first':
      return `kept by ${names[0]} only`;
    case 'second':
      return `kept by ${names[1]} only`;
    case 'neither':
      return 'kept by neither';
  }
}

/** Cells of `area`. */
export function cellsOf({ rows, cols }: Mask, area: DifferenceArea): number {
  return area === 'causal' ? (rows * (rows + 1)) / 2 : rows * cols;
}

/** Cells of `area` kept by both, by one only, by neither. */
export function countDifference(first: Mask, second: Mask, area: DifferenceArea) {
  let both = 0;
  for (let row = 0; row < first.rows; row++) {
    const [a, b] = [runsOf(first, row), runsOf(second, row)];
    let j = 0;
    for (let i = 0; i < a.length; i += 2) {
      const [start = 0, end = 0] = [a[i], a[i + 1]];
      while ((b[j + 1] ?? Infinity) <= start) j += 2;
      for (let k = j; k < b.length && (b[k] ?? 0) < end; k += 2) {
        both += Math.max(0, Math.min(end, b[k + 1] ?? 0) - Math.max(start, b[k] ?? 0));
      }
    }
  }
  const onlyFirst = first.count() - both;
  const onlySecond = second.count() - both;
  const neither = cellsOf(first, area) - both - onlyFirst - onlySecond;
  return { both, onlyFirst, onlySecond, neither };
}
