// A map with everything around it as a standalone SVG: title, axes, legend and caption as vectors and
// text. Pure text in, text out: it needs no page, so the same file is made anywhere. Only presentation
// attributes are used: the file may be put into pages that allow no inline styles.
import type { Theme } from '../../core/palette.ts';
import { tickPositions } from '../map/view.ts';
import { COLOURS } from './colours.ts';
import { keyLines, type Key, type Lines } from './keys.ts';
import { legendWidth, rampDefinitions, stackedLegend, wideLegend, type Legend } from './legend.ts';
import { MEASURES, type SvgSize } from './size.ts';
import type { MapRange } from './map.ts';
import type { Marks } from './marks.ts';
import { escapeXml, putText, round, wrap } from './text.ts';

export interface SvgFrame {
  readonly title: string;
  /** Under the title, small: where in the model. */
  readonly subtitle: string;
  /** A line of its own below that: the step of the method, where the figure shows one. */
  readonly step?: string;
  /** Below the map: what the numbers say, and how the figure was made. */
  readonly caption: readonly string[];
  readonly theme: Theme;
  /** `page` if absent. */
  readonly size?: SvgSize;
  readonly range: MapRange;
  /** Height of the map over its width. */
  readonly aspect: number;
  /** Names of the axes. */
  readonly across: string;
  readonly down: string;
  /** In coordinates of cells, clipped to the range. */
  readonly map: string;
  /** Lines over the map, from top to bottom, at these columns. */
  readonly lines?: readonly number[];
  /** Over all that. */
  readonly marks?: Marks;
  /** What the marks mean. */
  readonly keys?: readonly Key[];
  /** What a step draws beside the map, from 0, 0 on and as wide as the map: it goes below. */
  readonly beside?: Lines | null;
  readonly legend: Legend;
  /** Whether the upper right corner of the map is empty as far as a share of its width and height. */
  readonly freeCorner?: (width: number, height: number) => boolean;
  /** Share kept of each row and column of the whole matrix, drawn along the edges. */
  readonly edges?: { readonly rows: Float32Array; readonly cols: Float32Array };
}

/** Where the map lies, px. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const LEFT = 64;
const RIGHT = 24;
/** Room for the line of the step. */
const STEP = 20;
/** Room for the bars along an edge, and their length at a share of 1. */
const EDGE = 34;
const BAR = 30;
/** Below the map: ticks and the name of the axis. */
const AXIS = 46;
const LINE = 17;
const SIZE = 12;

const SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const SERIF = "Charter, 'Iowan Old Style', Georgia, 'Liberation Serif', serif";

export function frameSvg(frame: SvgFrame): string {
  const { theme, title, subtitle, step, legend, edges } = frame;
  const { inner, told, paper: wide } = MEASURES[frame.size ?? 'page'];
  const width = LEFT + inner + RIGHT;
  const { ink, soft, line, paper, bar } = COLOURS[theme];
  const box = boxOf(frame);
  const below = box.y + box.height + AXIS;
  const corner = cornerLegend(frame, box);
  const under = corner ? null : wideLegend(legend, theme, { x: LEFT, y: below + 16, width: inner });
  const keysTop = below + 18 + (under ? under.height + 14 : 0);
  const keys = keyLines(frame.keys ?? [], theme, { x: LEFT, y: keysTop, width: inner });
  const besideTop = keysTop + keys.height;
  const captionTop = besideTop + (frame.beside?.height ?? 0);
  const lines = (told ? frame.caption : []).flatMap((sentence, i) =>
    wrap(sentence, (inner + RIGHT - 8) / SIZE).map((words) => ({ words, first: i === 0 })),
  );
  // Where no caption follows, no room is left for it.
  const height = Math.ceil(captionTop + (told ? lines.length * LINE : -12));
  const extent =
    wide === null
      ? `width="${width}" height="${height}"`
      : `width="${wide}mm" height="${round((wide * height) / width)}mm"`;
  const label = escapeXml([title, subtitle, step].filter(Boolean).join(', '));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ${extent} font-family="${SANS}" font-size="${SIZE}" fill="${soft}" color="${ink}" role="img" aria-label="${label}">`,
    `<title>${label}</title>`,
    rampDefinitions(legend, theme, frame.beside ? ['sequential'] : []),
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    ...(told ? titles(frame, ink) : []),
    ...(edges ? edgeBars(frame, box, edges, bar) : []),
    mapIn(box, frame),
    ...columnLines(frame, box, ink),
    ...marksIn(box, frame),
    `<path d="M${box.x} ${box.y}V${round(box.y + box.height)}H${box.x + box.width}" fill="none" stroke="${line}"/>`,
    ...axes(frame, box, line),
    ...(corner ?? under?.parts ?? []),
    ...keys.parts,
    ...besideAt(frame, besideTop),
    ...lines.map(({ words, first }, i) =>
      putText(LEFT, captionTop + i * LINE, words, first ? `fill="${ink}"` : ''),
    ),
    '</svg>',
  ].join('\n');
}

function titles({ title, subtitle, step }: SvgFrame, ink: string): string[] {
  const large = `font-family="${SERIF}" font-size="24" font-weight="700" fill="${ink}"`;
  return [
    putText(LEFT, 36, title, large),
    putText(LEFT, 58, subtitle),
    ...(step === undefined ? [] : [putText(LEFT, 58 + STEP, step, `fill="${ink}"`)]),
  ];
}

function boxOf({ aspect, edges, step, size = 'page' }: SvgFrame): Box {
  const { inner, told, top: above } = MEASURES[size];
  const width = edges ? inner - EDGE : inner;
  const top = step === undefined || !told ? above : above + STEP;
  return { x: LEFT, y: edges ? top + EDGE : top, width, height: round(width * aspect) };
}

/** A drawing within the drawing: it scales cells to the box and clips what lies beyond. */
function mapIn({ x, y, width, height }: Box, { range, map }: SvgFrame): string {
  const { row, col, side, tall } = range;
  return `<svg x="${x}" y="${y}" width="${width}" height="${height}" viewBox="${col} ${row} ${side} ${tall}" preserveAspectRatio="none">${map}</svg>`;
}

/** Clipped as the map is, in px. */
function marksIn({ x, y, width, height }: Box, { marks }: SvgFrame): string[] {
  const drawn = marks?.(width, height) ?? '';
  return drawn ? [`<svg x="${x}" y="${y}" width="${width}" height="${height}">${drawn}</svg>`] : [];
}

function besideAt({ beside }: SvgFrame, y: number): string[] {
  return beside ? [`<g transform="translate(${LEFT} ${y})">`, ...beside.parts, '</g>'] : [];
}

function columnLines({ lines = [], range }: SvgFrame, box: Box, stroke: string): string[] {
  if (lines.length === 0) return [];
  const path = lines.map((col) => {
    const x = round(box.x + ((col - range.col) / range.side) * box.width);
    return `M${x} ${box.y}v${box.height}`;
  });
  return [`<path d="${path.join('')}" stroke="${stroke}" stroke-opacity="0.5"/>`];
}

function axes({ range, across, down }: SvgFrame, box: Box, line: string): string[] {
  const { row, col, side, tall } = range;
  const parts: string[] = [];
  const bottom = box.y + box.height;
  for (const tick of tickPositions(col, side, 6)) {
    const x = round(box.x + ((tick - col) / side) * box.width);
    parts.push(`<path d="M${x} ${bottom}v5" stroke="${line}"/>`);
    parts.push(putText(x, bottom + 19, String(tick), 'text-anchor="middle"'));
  }
  for (const tick of tickPositions(row, tall, box.height < 320 ? 4 : 6)) {
    const y = round(box.y + ((tick - row) / tall) * box.height);
    parts.push(`<path d="M${box.x} ${y}h-5" stroke="${line}"/>`);
    parts.push(putText(box.x - 9, y + 4, String(tick), 'text-anchor="end"'));
  }
  const middle = round(box.y + box.height / 2);
  const turned = `text-anchor="middle" transform="rotate(-90 16 ${middle})"`;
  parts.push(putText(box.x + box.width / 2, bottom + 38, across, 'text-anchor="middle"'));
  parts.push(putText(16, middle, down, turned));
  return parts;
}

/** The legend within the map, where its corner is empty; null where it is not. */
function cornerLegend({ legend, theme, freeCorner }: SvgFrame, box: Box): readonly string[] | null {
  // Where there is little room, long remarks take two lines.
  const width = legendWidth(legend, 0.42 * box.width) + 8;
  const { parts, height } = stackedLegend(legend, theme, {
    ...{ x: round(box.x + box.width - width), y: box.y + 14, width: width - 8 },
  });
  return freeCorner?.(width / box.width, (height + 12) / box.height) ? parts : null;
}

function edgeBars(
  { range }: SvgFrame,
  box: Box,
  { rows, cols }: { readonly rows: Float32Array; readonly cols: Float32Array },
  fill: string,
): string[] {
  const { row, col, side, tall } = range;
  const top = bars(cols, col, side, box.width).map(({ from, size, share }) => {
    const long = round(share * BAR);
    return `M${round(box.x + from)} ${round(box.y - 4 - long)}h${size}v${long}h-${size}z`;
  });
  const right = box.x + box.width + 4;
  const beside = bars(rows, row, tall, box.height).map(({ from, size, share }) => {
    const long = round(share * BAR);
    return `M${right} ${round(box.y + from)}h${long}v${size}h-${long}z`;
  });
  // The whole length, faintly: a share of 1.
  const tracks = [
    `M${box.x} ${box.y - 4 - BAR}h${box.width}v${BAR}h-${box.width}z`,
    `M${right} ${box.y}h${BAR}v${box.height}h-${BAR}z`,
  ];
  return [
    `<path fill="${fill}" fill-opacity="0.15" d="${tracks.join('')}"/>`,
    `<path fill="${fill}" shape-rendering="crispEdges" d="${[...top, ...beside].join('')}"/>`,
  ];
}

interface EdgeBar {
  readonly from: number;
  readonly size: number;
  readonly share: number;
}

/** Of what shares a pixel the least is drawn: a row that lost nearly everything is not averaged away. */
function bars(shares: Float32Array, start: number, count: number, length: number): EdgeBar[] {
  const each = Math.max(1, Math.ceil(count / length));
  const all: EdgeBar[] = [];
  const end = Math.min(shares.length, start + count);
  for (let at = Math.floor(start / each) * each; at < end; at += each) {
    const share = shares
      .subarray(at, at + each)
      .reduce((least, value) => Math.min(least, value), 1);
    const from = Math.max(0, ((at - start) / count) * length);
    const to = Math.min(length, ((at + each - start) / count) * length);
    if (to > from) all.push({ from: round(from), size: round(to - from), share });
  }
  return all;
}
