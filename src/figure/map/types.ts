// The seams of the map: what it is drawn from, and the words that its callers lend it.
import type { Ramp } from '../../core/palette.ts';
import type { Drawable } from '../../core/trace.ts';
import type { Viewport } from '../../kernels/contract.ts';
import type { AnyZoom, Cell, Paint, Theme } from '../types.ts';
import type { Geometry } from './geometry.ts';
import type { Picture } from './paint-queue.ts';

/** Reads what a row holds; null where that was overtaken. A new function: rows read so far are forgotten. */
export type ReadRow<R extends object> = (row: number) => Promise<R | null>;

/** A line of the tip; a pair has an arrow between its parts. */
export interface TipLine {
  readonly text: string | readonly [from: string, to: string];
  readonly tone?: 'head' | 'soft' | 'warn';
}

/** What stands at the axes, in the words of the map's callers. */
export interface MapNames {
  /** Of the axes themselves. */
  readonly down: string;
  readonly across: string;
  /** What a row and a column are: written at the axes once cells are wide enough, instead of their numbers. */
  readonly rowName?: (row: number) => string;
  readonly colName?: (col: number) => string;
}

/**
 * How a cell reads, in the words of the map's callers. `read` is the row of the cell, null while it is fetched.
 * Methods, not functions as properties: what reads one kind of row is a reading.
 */
export interface MapReading<R extends object = object> {
  /** Beside the crosshair. */
  tip(cell: Cell, read: R | null): readonly TipLine[];
  /** Read out as the crosshair moves by keys. */
  sentence(cell: Cell, read: R | null): string;
  /** Of a cell among its neighbours, in their row and column. */
  cell(cell: Cell, read: R | null): string;
  /** In place of a cell that does not exist. */
  readonly nothing?: string;
}

export interface LegendItem {
  /** A ramp, a plain colour of the palette (`gone` hatched), the colour of the bars along the edges; null for a remark. */
  readonly swatch: Ramp | 'kept' | 'light' | 'gone' | 'bar' | null;
  readonly text: string;
}

export interface MapLegend {
  /** What the colours measure, e.g. "attention kept, log scale". */
  readonly name: string;
  readonly ramp: Ramp;
  /** At even distances under the ramp. */
  readonly marks: readonly string[];
  readonly items: readonly LegendItem[];
  /** Said where a pixel stands for several cells, and where it does not. */
  readonly pooled: string;
  readonly single?: string;
}

/** Shares of each row and of each column, drawn along the edges; null while unknown. */
export interface Edges {
  readonly rows: Float32Array | null;
  readonly cols: Float32Array | null;
}

export interface MapFigureProps<R extends object, Z extends AnyZoom> {
  /** Without rows, the skeleton is shown. */
  geometry: Geometry<Z>;
  names: MapNames;
  /** Null where its words are still on their way: nothing is needed of them before the first picture. */
  reading: MapReading<R> | null;
  /** Null before there is anything to paint. */
  paint: Paint | null;
  /** A picture that came with the figure: taken where it is of this painter and of the view to be shown. */
  first?: Picture | null;
  /** What the figure is about to ask its painter for; of a map that is not there yet, no cells but its size. */
  onviewport?: ((view: Viewport) => void) | undefined;
  readRow: ReadRow<R> | null;
  /** Null where the page has a legend of its own. */
  legend: MapLegend | null;
  theme: Theme;
  /** Accessible name, e.g. "Attention of layer 2, head 1 under MInference". */
  label: string;
  /** One or two sentences for readers who cannot see the map. */
  summary: string;
  /** Drawables of the stage on show; those that lie over the map are drawn, others ignored. */
  overlay?: readonly Drawable[];
  /** Absent: no room is kept for them. */
  edges?: Edges | null;
  /** Neighbouring columns that form a group: lines between them when zoomed. */
  group?: number | null;
  /** Bindable: the cell under the crosshair, by pointer or keyboard; null when it leaves. */
  cell?: Cell | null;
  /** Bindable: the row pinned by click, tap or Enter. */
  row?: number | null;
  /** Bindable: whole cells, written when a pan or zoom has settled; null is the whole map. */
  zoom?: Z | null;
  /** A computation is under way: the last picture stays, a thin line says that work is going on. */
  busy?: boolean;
}
