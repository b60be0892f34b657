// How large a standalone SVG is, and what stands around its map.

/** `page` tells all of itself; `column` fits a column of a paper, whose caption stands below it. */
export type SvgSize = 'page' | 'column';

export interface Measures {
  /** Width of everything between the margins, px. */
  readonly inner: number;
  /** Upper edge of the map, px. */
  readonly top: number;
  /** Whether title, place and caption are part of it. */
  readonly told: boolean;
  /** Width on paper, mm; null for one that a page decides. */
  readonly paper: number | null;
}

/** On 85 mm the text of 12 px is set in 7 points: 85 mm are 241 points, and 241 · 12 / 413 = 7.0. */
export const MEASURES: Readonly<Record<SvgSize, Measures>> = {
  page: { inner: 560, top: 76, told: true, paper: null },
  column: { inner: 325, top: 14, told: false, paper: 85 },
};
