// The seams of the figure: what its parts are given and what they hand back. Nothing here knows of
// workers or pages; pixels and rows come through callbacks, so a test can answer them itself.
import type { Mask } from '../core/mask/mask.ts';
import type { StageInfo } from '../core/method.ts';
import type { Stage } from '../core/trace.ts';
import type { Viewport } from '../kernels/contract.ts';

export type Theme = 'light' | 'dark';

/** One cell of a map, counted from its first row and column. */
export interface Cell {
  readonly row: number;
  readonly col: number;
}

/** What is visible of a map in whole cells: first row, first column, columns; the rows follow from them. */
export type Zoom = readonly [row: number, col: number, side: number];
/** The same of a map whose rows zoom by themselves: their number at the end. */
export type RectangleZoom = readonly [row: number, col: number, side: number, tall: number];
export type AnyZoom = Zoom | RectangleZoom;

/**
 * Paints a rectangle of the map: width·height·4 RGBA bytes, row-major, or null where the request was
 * overtaken. A new function means a new picture: hand over a fresh one whenever what it would paint
 * has changed (mask, head, text, show mode, theme), and the same one otherwise.
 */
export type Paint = (view: Viewport) => Promise<Uint8ClampedArray<ArrayBuffer> | null>;

export interface StagePanelProps {
  /** Steps of the method, from its catalogue entry: known before anything is computed. */
  steps: readonly StageInfo[];
  /** The trace as it ran, matched to `steps` by id; steps it did not take are left out. */
  stages: readonly Stage[];
  /** Bindable: id of the stage on show; null is the result, after the last step. */
  stage?: string | null;
  pieces: readonly string[];
  theme: Theme;
  /** Sentence under the steps when the result is on show. */
  resultCaption?: string;
  /** A step that draws all heads lets the reader choose one; absent: it only reads them out. */
  onhead?: (layer: number, head: number) => void;
}

export interface RowInspectorProps {
  /** Null shows an invitation to choose a row. */
  query: number | null;
  pieces: readonly string[];
  mask: Mask | null;
  /** Attention over keys 0 … query; null while it is fetched. */
  weights: Float32Array | null;
  /** Mass kept of this row; null while unknown. */
  recall: number | null;
  /** Bindable: key under the pointer or chosen by arrow keys. */
  key?: number | null;
  theme: Theme;
}

export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  /** The budget that gave this point. */
  readonly budget: number;
}

export interface ChartSeries {
  readonly id: string;
  readonly label: string;
  /** 1 … 6: one of the series colours, the same in every chart. */
  readonly colour: number;
  readonly dashed?: boolean;
  /** In any order; drawn along x as they arrive. */
  readonly points: readonly ChartPoint[];
}

export interface ChartProps {
  title: string;
  /** Axis names with their unit, e.g. "sparsity over the causal triangle". */
  xLabel: string;
  yLabel: string;
  series: readonly ChartSeries[];
  /** Fixed ranges; an absent y range follows the data and only ever grows. */
  xDomain?: readonly [number, number] | undefined;
  yDomain?: readonly [number, number] | undefined;
  /** Powers of ten at even distances, over a fixed range above 0. */
  yLog?: boolean;
  formatX?: (x: number) => string;
  formatY?: (y: number) => string;
  /** Words of ticks where a number with few digits would not do, as on an axis of powers. */
  tickX?: ((x: number) => string) | undefined;
  tickY?: ((y: number) => string) | undefined;
  /** Id of the series that carries the handle, and the budget in force. */
  current?: string | null;
  budget?: number | null;
  /**
   * Where the setting in force stands, if the page knows it better than the budget tells; without y, at
   * the curve's height there.
   */
  now?: { readonly x: number; readonly y: number | null } | null;
  /** Dragging or stepping the handle; called on every move. Absent: the point is only a mark. */
  onbudget?: ((budget: number) => void) | undefined;
  /** Clicking a legend entry hides and shows its series; this adds a remove button to it. */
  onremove?: ((id: string) => void) | undefined;
  /** Height of the plot in CSS px; fixed, so that nothing jumps. */
  height?: number;
  /** Shown in the empty plot, e.g. "computing…". */
  placeholder?: string;
  /** Heads of the table's first two columns; null leaves the budget out. */
  rowHead?: string;
  budgetHead?: string | null;
}
