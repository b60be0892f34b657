// The seams of the matrix figure: any matrix, not square and not causal, with a mask over it.
import type { Mask } from '../../core/mask/mask.ts';
import type { Show } from '../../core/spec.ts';
import type { Drawable } from '../../core/trace.ts';
import type { Paint, Theme, Zoom } from '../types.ts';
import type { Fates } from './fates.ts';

export interface MatrixCell {
  readonly row: number;
  readonly col: number;
}

/** One row as it was computed; all arrays have an entry per column. */
export interface MatrixRow {
  /** Signed. */
  readonly values: Float32Array;
  /** Norm of each input on the calibration text; absent where none was read. */
  readonly norms?: Float32Array | undefined;
  /** What the method chose by; larger stays. Absent where nothing is scored. */
  readonly scores?: Float32Array | undefined;
  /** Place of each score among those it competes with, 1 the largest. */
  readonly ranks?: Uint32Array | undefined;
  /** How many compete, and what they are: "of 4 in its group". */
  readonly rivals?: { readonly count: number; readonly name: string } | undefined;
}

/** New function: rows read so far are forgotten. */
export type ReadRow = (row: number) => Promise<MatrixRow | null>;

export interface MatrixFigureProps {
  /** Outputs down, inputs across. 0 shows the skeleton. */
  rows: number;
  cols: number;
  mask: Mask | null;
  /** Share of each row and of each column that is kept, drawn along the edges. */
  rowDensity: Float32Array | null;
  colDensity: Float32Array | null;
  paint: Paint | null;
  readRow: ReadRow | null;
  /** Ends of the colour scale, sizes of weights; log scale between them. */
  scale: { readonly low: number; readonly high: number };
  /** What the colours mean, for the legend; null where the page has a legend of its own. */
  show: Show | null;
  /** Neighbouring inputs that form a group: lines between them when zoomed. */
  group?: number | null;
  /** What the mask does to weights, in words; by default it prunes them. */
  fates?: Fates;
  /** Said of a weight where no one mask decides over it. */
  remark?: ((cell: MatrixCell) => string) | null;
  theme: Theme;
  label: string;
  /** One or two sentences for readers who cannot see the map. */
  summary: string;
  overlay?: readonly Drawable[];
  /** Bindable, as in the heatmap. */
  cell?: MatrixCell | null;
  row?: number | null;
  /** First row, first column, visible columns. */
  zoom?: Zoom | null;
  busy?: boolean;
  /** Height of the plot over its width, whatever the matrix; by default as flat as it, up to 2:1. */
  aspect?: number | null;
  /** Room for the bars along the edges; without it, the map takes it all. Default true. */
  edges?: boolean;
}
