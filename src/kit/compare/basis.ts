// What the comparison's state must know of a domain; everything else is the same for all of them.
import type { CurvePoint, DomainTypes, FigureReply } from '../../../workers/api.ts';
import type { Match } from '../../domains/match.ts';
import type { CatalogueEntry } from '../../core/method.ts';
import type { FigureSpec } from '../../core/spec.ts';
import type { DifferenceArea } from '../../figure/difference.ts';
import type { Shown } from '../shown.ts';
import type { Measure, SitePoint } from './measures.ts';

/** One method at the common sparsity. */
export interface Panel<T extends DomainTypes> {
  readonly entry: CatalogueEntry;
  /** The common spec with this method and the budget found for it. */
  readonly spec: FigureSpec;
  readonly match: Match;
  readonly figure: Shown<FigureReply<T>>;
}

/** What the colours of all maps mean. */
export interface Legend {
  /** By the value of each way to look. */
  readonly names: Readonly<Record<string, string>>;
  /** Ends of the scale. */
  readonly low: string;
  readonly high: string;
  readonly lost: string;
  /** What counts as large enough to be missed. */
  readonly heavy: string;
  readonly also: readonly string[];
  /** Of the colours: "log scale". */
  readonly scale: string;
  /** What a pixel shows that stands for several cells. */
  readonly pooled: string;
}

export interface CompareWords {
  readonly title: string;
  readonly cells: string;
  /** Names of a panel's numbers. */
  readonly numbers: readonly string[];
  /** Why a method may stop short of the common sparsity. */
  readonly ceiling: string;
  /** x axes of the trade-off, for the site and the whole model. */
  readonly siteAxis: string;
  readonly modelAxis: string;
  readonly caveat: string;
}

// Methods, not functions as properties: a view of one domain is a view of any.
export interface CompareBasis<T extends DomainTypes = DomainTypes> {
  readonly words: CompareWords;
  /** What a difference of two masks covers. */
  readonly area: DifferenceArea;
  /** Measures of the site by their names in `values`; the first is shown first. */
  readonly measures: Readonly<Record<string, Measure>>;
  readonly siteBudgets: readonly number[];
  readonly modelBudgets: readonly number[];
  /** Sparsity and measures of a point of a curve; null where one cannot be taken. */
  point(point: CurvePoint<T>): SitePoint;
  sparsity(reply: FigureReply<T>): number;
  values(reply: FigureReply<T>): SitePoint['values'];
  /** One for each of the words' `numbers`. */
  numbers(reply: FigureReply<T>): readonly string[];
  summary(reply: FigureReply<T>): string;
  /** Why it cannot stand beside the others, whose curves and tables leave it out; null where it can. */
  apart(reply: FigureReply<T>): string | null;
  legend(reply: FigureReply<T> | undefined): Legend;
  /** Whether rows and columns of another place mean the same, so that what is looked at may stay. */
  readonly keepsLook: boolean;
}
