// A FigureSpec fully determines a figure. The link, an embed, a lesson and the command line all carry
// the same one; the explorer is an editor for it.
import type { ParamRecord } from './params.ts';

/** Which text the model reads. Generated and built-in texts are named, own ones carried in full. */
export type TextSource =
  | { readonly kind: 'tale'; readonly seed: number }
  | { readonly kind: 'sample'; readonly id: string }
  | { readonly kind: 'own'; readonly text: string };

/** How the figure is looked at; nothing here changes a number. */
export interface FigureView {
  /** One of the ways that the domain's card names. */
  readonly show: string;
  /** Stage of the method's trace, or null for the final mask. */
  readonly stage: string | null;
  /** Row under inspection, or null. */
  readonly query: number | null;
  /** Moment of a figure that has several, or null for the last. */
  readonly frame: number | null;
  /** Visible part of the map in cells: its columns and, where they do not follow, its rows; or null for the whole. */
  readonly zoom: Zoom | null;
}

export type Zoom =
  | readonly [row: number, col: number, side: number]
  | readonly [row: number, col: number, side: number, tall: number];

/** A further site that a figure holds beside its own: another text, another trace. */
export interface Beside {
  readonly text: TextSource;
  readonly tokens: number;
}

export interface FigureSpec {
  /** Id of the domain's card. */
  readonly domain: string;
  /** Kind of subject, by the card. */
  readonly kind: string;
  readonly model: string;
  readonly text: TextSource;
  /** Longest prefix of the text that is read, tokens. */
  readonly tokens: number;
  /** Where, by the kind's own table (attention: layer, head). */
  readonly subject: ParamRecord;
  /** A second site, or null. */
  readonly beside: Beside | null;
  /** Strokes or cells that a reader drew, in the domain's own short form; null where nothing was drawn. */
  readonly drawing: string | null;
  /** SHA-256 of a file that the figure needs, in hexadecimal digits, or null. */
  readonly file: string | null;
  /** A figure of pruned weights, as a link's query, whose model this figure is of; or null. */
  readonly pruned: string | null;
  readonly method: string;
  /** The one knob; null leaves the method at its defaults. */
  readonly budget: number | null;
  /** Parameters set by hand, over those the budget gives. */
  readonly set: ParamRecord;
  /** Other methods in the curves. */
  readonly compare: readonly string[];
  readonly view: FigureView;
}

/** Nothing chosen to look at; `show` is the domain's. */
export const PLAIN_VIEW: Omit<FigureView, 'show'> = {
  stage: null,
  query: null,
  frame: null,
  zoom: null,
};

/** The parts that few figures have. */
export const NOTHING_MORE: Pick<FigureSpec, 'beside' | 'drawing' | 'file' | 'pruned'> = {
  beside: null,
  drawing: null,
  file: null,
  pruned: null,
};

/** Everything that changes a number of a figure, as one text; how it is looked at does not. */
export function figureKey(spec: FigureSpec): string {
  const { view: _, compare: __, ...counts } = spec;
  return canonical(counts);
}

/** JSON with sorted keys: equal values give equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
