// What the comparison must know of a domain; what it must draw for it stands in parts.ts. Everything else on
// the page is the same for all of them.
import type { PaintReply, Theme } from '../../../workers/api.ts';
import type { CallOptions, Reply } from '../../client/types.ts';
import type { Mask } from '../../core/mask/mask.ts';
import type { CatalogueEntry } from '../../core/method.ts';
import type { FigureSpec, Show } from '../../core/spec.ts';
import type { DifferenceArea } from '../../figure/difference.ts';
import type { Match } from '../../domains/match.ts';
import type { Viewport } from '../../kernels/contract.ts';
import type { Sweep } from '../sweep.svelte.ts';
import type { Methods } from '../methods.ts';
import type { Measure, ModelPoint, SitePoint } from './measures.ts';

/** A method's mask on the chosen site, and what its panel says; a domain adds what its map draws. */
export interface PanelFigure {
  readonly mask: Mask;
  readonly sparsity: number;
  /** One for each of the side's `numbers`. */
  readonly numbers: readonly string[];
  /** By the names of the side's `measures`; null where one cannot be taken. */
  readonly values: SitePoint['values'];
  /** A sentence or two for readers who cannot see the map. */
  readonly summary: string;
  /** Why it cannot stand beside the others, whose curves and tables leave it out; null where it can. */
  readonly apart: string | null;
}

/** One method at the common sparsity. */
export interface Panel<F extends PanelFigure> {
  readonly entry: CatalogueEntry;
  /** The common spec with this method and the budget found for it. */
  readonly spec: FigureSpec;
  readonly match: Match;
  readonly figure: F;
}

/** What the colours of all maps mean. */
export interface Legend {
  readonly names: Readonly<Record<Show, string>>;
  /** Ends of the scale. */
  readonly low: string;
  readonly high: string;
  readonly lost: string;
  /** What counts as large enough to be missed. */
  readonly heavy: string;
  readonly also: readonly string[];
}

export interface Words {
  readonly title: string;
  /** Completes "drops 50 % of". */
  readonly whole: string;
  readonly cells: string;
  /** What the budget is, in a sentence or two. */
  readonly budget: string;
  /** What a dropped cell is that will be missed. */
  readonly heavy: string;
  readonly shows: readonly { readonly value: Show; readonly label: string }[];
  /** Names of a panel's numbers. */
  readonly numbers: readonly string[];
  /** Why a method may stop short of the common sparsity. */
  readonly ceiling: string;
  /** x axes of the trade-off, for the site and the whole model. */
  readonly siteAxis: string;
  readonly modelAxis: string;
  readonly caveat: string;
}

export interface Side<F extends PanelFigure> {
  readonly methods: Methods;
  readonly words: Words;
  /** What the difference covers. */
  readonly area: DifferenceArea;
  /** Measures of the site by their names in `SitePoint.values`; the first is shown first. */
  readonly measures: Readonly<Record<string, Measure>>;
  readonly costs: Sweep<ModelPoint>;
  /** "layer 3 head 1": the site in a saved table. */
  siteName(spec: FigureSpec): string;
  legend(panel: Panel<F> | undefined): Legend;
  match(spec: FigureSpec, sparsity: number, options: CallOptions): Promise<Reply<Match>>;
  figure(spec: FigureSpec, options: CallOptions): Promise<Reply<F>>;
  paint(
    spec: FigureSpec,
    view: Viewport,
    theme: Theme,
    options: CallOptions,
  ): Promise<Reply<PaintReply>>;
  curve(
    spec: FigureSpec,
    method: string,
    each: (point: SitePoint) => void,
    options: CallOptions,
  ): Promise<Reply<null>>;
}
