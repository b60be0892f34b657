// A figure as a standalone SVG: axes, legend and caption as vectors and text, the map as an embedded
// picture. Pure text in, text out: it needs no page, so the same file can be made anywhere.
import type { Show } from '../../core/spec.ts';
import { HIGH, LOW, paletteStops, plainColours } from '../../core/palette.ts';
import { superscript } from '../format.ts';
import type { Theme } from '../types.ts';
import { placeOf, tickPositions, type View } from '../map/view.ts';

export interface SvgFigure {
  readonly title: string;
  /** Under the title, small: where in the model. */
  readonly subtitle: string;
  /** Below the map: what the numbers say, and how the figure was made. */
  readonly caption: readonly string[];
  /** Visible square of the map, tokens. */
  readonly view: View;
  readonly n: number;
  /** The map as a data: URL, square. */
  readonly map: string;
  readonly show: Show;
  readonly theme: Theme;
}

const SIDE = 560;
const LEFT = 64;
const TOP = 76;
const WIDTH = LEFT + SIDE + 24;
const LINE = 17;
/** Characters of a caption line at 12 px over the map's width; a guess that errs on the short side. */
const CAPTION_CHARACTERS = 92;
const SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const SERIF = "Charter, 'Iowan Old Style', Georgia, 'Liberation Serif', serif";

const COLOURS = {
  light: { paper: '#faf9f4', ink: '#1b1d22', soft: '#5b606b', line: '#8b8d92' },
  dark: { paper: '#131418', ink: '#eceae4', soft: '#a0a3ae', line: '#747987' },
} as const;

export function figureSvg(figure: SvgFigure): string {
  const { ink, soft, line, paper } = COLOURS[figure.theme];
  const caption = figure.caption.flatMap((sentence) => wrap(sentence, CAPTION_CHARACTERS));
  const height = TOP + SIDE + 64 + caption.length * LINE;
  const text = (x: number, y: number, content: string, attributes = '') =>
    `<text x="${x}" y="${y}" ${attributes}>${escape(content)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="${SANS}" font-size="12" fill="${soft}" role="img" aria-label="${escape(`${figure.title}, ${figure.subtitle}`)}">`,
    `<rect width="${WIDTH}" height="${height}" fill="${paper}"/>`,
    text(
      LEFT,
      36,
      figure.title,
      `font-family="${SERIF}" font-size="24" font-weight="700" fill="${ink}"`,
    ),
    text(LEFT, 58, figure.subtitle),
    `<image x="${LEFT}" y="${TOP}" width="${SIDE}" height="${SIDE}" href="${figure.map}" style="image-rendering:pixelated"/>`,
    `<path d="M${LEFT} ${TOP}V${TOP + SIDE}H${LEFT + SIDE}" fill="none" stroke="${line}"/>`,
    ...axes(figure, line, text),
    ...legend(figure, text),
    ...caption.map((words, i) =>
      text(LEFT, TOP + SIDE + 64 + i * LINE, words, i === 0 ? `fill="${ink}"` : ''),
    ),
    '</svg>',
  ].join('\n');
}

type Text = (x: number, y: number, content: string, attributes?: string) => string;

function axes({ view }: SvgFigure, line: string, text: Text): string[] {
  const parts: string[] = [];
  for (const key of tickPositions(view.col, view.side, 6)) {
    const x = LEFT + placeOf(key, view.col, view.side) * SIDE;
    parts.push(`<path d="M${x} ${TOP + SIDE}v5" stroke="${line}"/>`);
    parts.push(text(x, TOP + SIDE + 19, String(key), 'text-anchor="middle"'));
  }
  for (const query of tickPositions(view.row, view.side, 6)) {
    const y = TOP + placeOf(query, view.row, view.side) * SIDE;
    parts.push(`<path d="M${LEFT} ${y}h-5" stroke="${line}"/>`);
    parts.push(text(LEFT - 9, y + 4, String(query), 'text-anchor="end"'));
  }
  const middle = TOP + SIDE / 2;
  parts.push(text(LEFT + SIDE / 2, TOP + SIDE + 38, 'key position', 'text-anchor="middle"'));
  parts.push(
    text(16, middle, 'query position', `text-anchor="middle" transform="rotate(-90 16 ${middle})"`),
  );
  return parts;
}

function legend({ show, theme, view }: SvgFigure, text: Text): string[] {
  // Zoomed below the diagonal there is no empty corner; the caption says what the colours mean.
  if (view.row + view.side * 0.2 > view.col + view.side * 0.65) return [];
  const x = LEFT + SIDE - 176;
  const y = TOP + 14;
  const ramp = show === 'lost' ? 'warning' : 'sequential';
  const bar = (name: string, stops: readonly string[]) =>
    `<linearGradient id="${name}">${stops
      .map((colour, i) => `<stop offset="${i / (stops.length - 1)}" stop-color="${colour}"/>`)
      .join('')}</linearGradient>`;
  const lowest = `10${superscript(Math.round(Math.log10(LOW)))}`;
  const parts = [
    `<defs>${bar('scale', paletteStops(theme, ramp))}${bar('warn', paletteStops(theme, 'warning'))}</defs>`,
    text(
      x,
      y,
      { attention: 'attention', kept: 'attention kept', lost: 'attention dropped' }[show] +
        ', log scale',
    ),
    `<rect x="${x}" y="${y + 7}" width="160" height="8" fill="url(#scale)"/>`,
    text(x, y + 29, lowest),
    text(x + 160, y + 29, String(HIGH), 'text-anchor="end"'),
  ];
  if (show === 'attention') return parts;
  const fill = show === 'kept' ? 'url(#warn)' : plainColours(theme).kept;
  const label = show === 'kept' ? 'dropped although heavy' : 'kept';
  parts.push(`<rect x="${x}" y="${y + 39}" width="14" height="10" fill="${fill}"/>`);
  parts.push(text(x + 20, y + 48, label));
  parts.push(text(x, y + 64, 'heavy: above an even share of its row', 'font-size="10"'));
  return parts;
}

/** Breaks at spaces into lines of at most `most` characters. */
export function wrap(sentence: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
