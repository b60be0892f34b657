// What lies over the map of a standalone SVG: lines and edges of a step, and the pinned row, as vectors.
// The same as overlay/draw.ts and map/Marks.svelte draw on a page, in px of the file.
import type { Theme } from '../../core/palette.ts';
import type { Drawable } from '../../core/trace.ts';
import type { Geometry } from '../map/geometry.ts';
import type { Prepared, Tiles } from '../overlay/prepare.ts';
import { COLOURS } from './colours.ts';
import type { Key } from './keys.ts';
import type { MapRange } from './map.ts';
import { round } from './text.ts';

/** Markup for a drawing of the map's size, px, that clips what lies beyond. */
export type Marks = (width: number, height: number) => string;

interface Over {
  readonly range: MapRange;
  readonly theme: Theme;
}

/** Outlines of tiles, chosen columns and diagonals, all within a causal map. */
export function lineMarks(
  prepared: Prepared,
  row: number | null,
  { range, geometry, theme }: Over & { readonly geometry: Pick<Geometry, 'rows' | 'endOf'> },
): Marks {
  const { accent } = COLOURS[theme];
  return (width, height) => {
    const scale = width / range.side;
    const edges = prepared.tiles.map((tiles) => outline(tiles, range, scale));
    return [
      ...edges.map((d) => d && `<path d="${d}" fill="none" stroke="${accent}"/>`),
      ...lines(prepared, range, geometry.rows, scale, accent),
      row === null
        ? ''
        : pinned(range, row, theme, height, (geometry.endOf(row) - range.col) * scale),
    ].join('');
  };
}

/** Frames around the rows that a step speaks of. */
export function bandMarks(
  drawables: readonly Drawable[],
  row: number | null,
  { range, theme }: Over,
): Marks {
  const { accent } = COLOURS[theme];
  const bands = drawables.filter((each) => each.kind === 'rows');
  return (width, height) => {
    const scale = height / range.tall;
    const framed = bands.map(({ from, to }) => {
      const tall = round(Math.max(0.003 * height, (to - from) * scale));
      return `<rect x="-5" y="${round((from - range.row) * scale)}" width="${width + 10}" height="${tall}" fill="none" stroke="${accent}" stroke-width="1.5"/>`;
    });
    const marked = row === null ? '' : pinned(range, row, theme, height, width);
    return framed.join('') + marked;
  };
}

/** What to explain below the map. */
export function keysOf(
  drawables: readonly Drawable[],
  kinds: readonly Drawable['kind'][],
  pinnedRow: string | null,
): Key[] {
  const drawn = drawables.flatMap(({ kind, label }): Key[] =>
    kinds.includes(kind) && (kind === 'rows' || kind === 'mask' || kind === 'lines')
      ? [{ kind, label }]
      : [],
  );
  // A step may be about the very row that is pinned.
  const told = pinnedRow === null || drawn.some(({ label }) => label === pinnedRow);
  return told ? drawn : [...drawn, { kind: 'pinned', label: pinnedRow }];
}

/** Dashed, through the middle of a row, from the left edge to `end` px. */
function pinned({ row, tall }: MapRange, at: number, theme: Theme, height: number, end: number) {
  const y = ((at + 0.5 - row) / tall) * height;
  if (y < 0 || y > height || end <= 0) return '';
  return `<path d="M0 ${round(y)}H${round(end)}" fill="none" stroke="${COLOURS[theme].ink}" stroke-opacity="0.7" stroke-dasharray="2 3"/>`;
}

/** Edges between touched and untouched tiles, as far as they are visible; neighbours are joined. */
function outline({ size, down, across, touched }: Tiles, range: MapRange, scale: number): string {
  const at = (i: number, j: number): number =>
    i < 0 || j < 0 || i >= down || j >= across ? 0 : (touched[i * across + j] ?? 0);
  const x = (j: number): number => round((j * size - range.col) * scale);
  const y = (i: number): number => round((i * size - range.row) * scale);
  const rows = visible(range.row, range.tall, size, down);
  const cols = visible(range.col, range.side, size, across);
  const path: string[] = [];
  for (let i = rows.from; i <= rows.to; i++) {
    for (const [start, end] of runs(cols, (j) => at(i, j) !== at(i - 1, j))) {
      path.push(`M${x(start)} ${y(i)}H${x(end)}`);
    }
  }
  for (let j = cols.from; j <= cols.to; j++) {
    for (const [start, end] of runs(rows, (i) => at(i, j) !== at(i, j - 1))) {
      path.push(`M${x(j)} ${y(start)}V${y(end)}`);
    }
  }
  return path.join('');
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function visible(start: number, side: number, size: number, count: number): Span {
  return {
    from: Math.max(0, Math.floor(start / size)),
    to: Math.min(count, Math.ceil((start + side) / size)),
  };
}

function runs({ from, to }: Span, is: (at: number) => boolean): [number, number][] {
  const found: [number, number][] = [];
  for (let at = from; at < to; at++) {
    if (!is(at)) continue;
    const start = at;
    while (at < to && is(at)) at++;
    found.push([start, at]);
  }
  return found;
}

/** One cell wide, and never thinner than 1.25 px; hairlines stand out, wide cells let the map through. */
function lines(
  { columns, offsets }: Prepared,
  range: MapRange,
  n: number,
  scale: number,
  colour: string,
): string[] {
  const thick = Math.max(scale, 1.25);
  const opacity = round(0.8 - 0.4 * Math.min(1, Math.max(0, scale - 1) / 2));
  const bottom = Math.min(n - range.row, range.tall) * scale;
  const bars = columns.map((column) => {
    const x = (column + 0.5 - range.col) * scale - thick / 2;
    const top = Math.max(0, (column - range.row) * scale);
    if (x + thick <= 0 || x >= range.side * scale || top >= bottom) return '';
    return `M${round(x)} ${round(top)}h${round(thick)}V${round(bottom)}h${round(-thick)}z`;
  });
  const stepped = scale > 3;
  const slashes = offsets.map((offset) =>
    stepped ? cells(offset, range, n, scale) : slash(offset, range, n, scale),
  );
  const filled = bars.join('') + (stepped ? slashes.join('') : '');
  const stroked = stepped ? '' : slashes.join('');
  const width = round(thick * Math.SQRT1_2 + 0.35);
  return [
    filled && `<path d="${filled}" fill="${colour}" fill-opacity="${opacity}"/>`,
    stroked &&
      `<path d="${stroked}" fill="none" stroke="${colour}" stroke-opacity="${opacity}" stroke-width="${width}"/>`,
  ];
}

function slash(offset: number, { row, col }: MapRange, n: number, scale: number): string {
  const [x, y] = [(0.5 - col) * scale, (offset + 0.5 - row) * scale];
  return `M${round(x)} ${round(y)}L${round((n - offset - col) * scale)} ${round((n - row) * scale)}`;
}

/** A diagonal of cells large enough to be seen one by one. */
function cells(offset: number, range: MapRange, n: number, scale: number): string {
  const first = Math.max(0, Math.floor(range.row), offset, Math.floor(range.col) + offset);
  const last = Math.min(
    n,
    Math.ceil(range.row + range.tall),
    Math.ceil(range.col + range.side) + offset,
  );
  const path: string[] = [];
  const side = round(scale);
  for (let at = first; at < last; at++) {
    const [x, y] = [round((at - offset - range.col) * scale), round((at - range.row) * scale)];
    path.push(`M${x} ${y}h${side}v${side}h-${side}z`);
  }
  return path.join('');
}
