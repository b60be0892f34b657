// A map with all that stands around it as a standalone SVG, the same in a page and without one: only the
// painting differs. What it says comes as words from the domain's view.
import type { Drawable } from '../../core/trace.ts';
import type { Geometry, View } from '../map/geometry.ts';
import { viewOfZoom } from '../map/view.ts';
import { prepare } from '../overlay/prepare.ts';
import type { AnyZoom, Theme } from '../types.ts';
import { drawBeside } from './beside/beside.ts';
import { dimmed } from './dim.ts';
import { frameSvg, type SvgFrame } from './frame.ts';
import type { Legend } from './legend.ts';
import { drawMap, type PaintWords } from './map.ts';
import { bandMarks, keysOf, lineMarks } from './marks.ts';
import { MEASURES, type SvgSize } from './size.ts';
import type { Step } from './step.ts';

export type { SvgSize } from './size.ts';

export interface DrawOptions {
  /** See `drawMap`. */
  readonly least?: number;
  readonly size?: SvgSize;
}

/** What is drawn of a map, and what is said of it. */
export interface MapPicture {
  readonly title: string;
  /** Under the title, small: where in the model. */
  readonly subtitle: string;
  /** Below the map: what the numbers say, and how the figure was made. */
  readonly caption: readonly string[];
  readonly geometry: Geometry;
  readonly zoom: AnyZoom | null;
  /** Names of the axes. */
  readonly across: string;
  readonly down: string;
  legend(theme: Theme, view: View): Legend;
  /** Share kept of each row and column of the whole map, drawn along the edges. */
  readonly edges?: SvgFrame['edges'];
  /** Neighbouring columns that form a group: lines between them where cells are wide. */
  readonly group?: number | null;
  /** The step on show. */
  readonly step: Step | null;
  /** The pinned row, and its name. */
  readonly pinned: { readonly row: number; readonly name: string } | null;
}

/** Lines between groups from this width of a cell on, px. */
const GROUPED = 7;
const PLOT = 526;

/** Null where painting was overtaken. */
export async function pictureSvg(
  picture: MapPicture,
  theme: Theme,
  paint: PaintWords,
  { least, size = 'page' }: DrawOptions = {},
): Promise<string | null> {
  const { title, subtitle, caption, geometry, across, down, step, edges } = picture;
  const view = viewOfZoom(picture.zoom, geometry);
  const map = await drawMap(view, paint, least);
  if (!map) return null;
  const { rows, aspect, corner, dims } = geometry;
  const drawables: readonly Drawable[] = step?.drawables ?? [];
  const prepared = prepare(drawables);
  const pinned = picture.pinned && picture.pinned.row < rows ? picture.pinned : null;
  const row = pinned?.row ?? null;
  return frameSvg({
    ...{ title, subtitle, caption, theme, size, aspect, across, down },
    ...(step && { step: step.heading }),
    range: view,
    map: map + (dims ? await dimmed(prepared, view, rows, theme) : ''),
    ...(picture.group !== undefined && { lines: groupLines(picture.group, view) }),
    marks: dims
      ? lineMarks(prepared, row, { range: view, geometry, theme })
      : bandMarks(drawables, row, { range: view, theme }),
    keys: keysOf(drawables, dims ? ['rows', 'mask', 'lines'] : ['rows'], pinned?.name ?? null),
    beside: await drawBeside(drawables, { theme, width: MEASURES[size].inner }),
    legend: picture.legend(theme, view),
    ...(edges && { edges }),
    // Above the diagonal there is nothing.
    ...(corner && {
      freeCorner: (width: number, height: number) =>
        view.row + height * view.side <= view.col + (1 - width) * view.side,
    }),
  });
}

function groupLines(group: number | null, view: View): number[] {
  if (group === null || group < 2 || PLOT / view.side < GROUPED) return [];
  const lines: number[] = [];
  for (let at = Math.floor(view.col / group) * group; at < view.col + view.side; at += group) {
    if (at > view.col) lines.push(at);
  }
  return lines;
}

/** What it shows, with the step if it shows one. */
export function captionWith(step: Step | null, summary: string): string {
  if (!step) return summary;
  const stop = /[.?!]$/.test(step.heading) ? '' : '.';
  return `${step.heading}${stop} ${step.caption} ${summary}`;
}
