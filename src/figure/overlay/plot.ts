// What an overlay is drawn on, and in which colours.
import type { Geometry, View } from '../map/geometry.ts';

export interface OverlayColours {
  /** Laid over what the stage does not speak of. */
  readonly paper: string;
  readonly line: string;
  /** Of ticks, which stand on `paper`. */
  readonly ink: string;
}

/** What is drawn over: a view of a map on `width` × `height` device px, `ratio` of them to a CSS px. */
export interface OverlayPlot {
  readonly geometry: Geometry;
  readonly view: View;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}
