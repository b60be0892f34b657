// A FigureSpec fully determines a figure. The link, an embed, a lesson and the command line all carry
// the same one; the explorer is an editor for it.
import type { DomainId } from './method.ts';
import { defaultsOf, type ParamRecord } from './params.ts';
import { subjectTables } from './subjects.ts';

/** Of the link and the JSON form; written only from 2 on. */
export const SPEC_VERSION: number = 1;

/** Which text the model reads. Generated and built-in texts are named, own ones carried in full. */
export type TextSource =
  | { readonly kind: 'tale'; readonly seed: number }
  | { readonly kind: 'sample'; readonly id: string }
  | { readonly kind: 'own'; readonly text: string };

/** The map's three ways: all weights, only what is kept, what is lost. */
export const SHOWS = ['attention', 'kept', 'lost'] as const;
export type Show = (typeof SHOWS)[number];

/** How the figure is looked at; nothing here changes a number. */
export interface FigureView {
  readonly show: Show;
  /** Stage of the method's trace, or null for the final mask. */
  readonly stage: string | null;
  /** Query row under inspection, or null. */
  readonly query: number | null;
  /** Visible square of the map in tokens [first query, first key, side], or null for the whole. */
  readonly zoom: readonly [row: number, col: number, side: number] | null;
}

export interface FigureSpec {
  readonly domain: DomainId;
  readonly model: string;
  readonly text: TextSource;
  /** Longest prefix of the text that is read, tokens. */
  readonly tokens: number;
  /** Where in the model, by the domain's own table (attention: layer, head). */
  readonly subject: ParamRecord;
  readonly method: string;
  /** The one knob; null leaves the method at its defaults. */
  readonly budget: number | null;
  /** Parameters set by hand, over those the budget gives. */
  readonly set: ParamRecord;
  /** Other methods in the curves. */
  readonly compare: readonly string[];
  readonly view: FigureView;
}

export const DEFAULT_VIEW: FigureView = { show: 'kept', stage: null, query: null, zoom: null };

/** What a figure shows where nothing else is said, per domain. */
export const DEFAULT_SPECS: Readonly<Record<DomainId, FigureSpec>> = {
  attention: {
    domain: 'attention',
    model: 'atlas-3m',
    text: { kind: 'tale', seed: 7 },
    tokens: 512,
    subject: defaultsOf(subjectTables.attention),
    method: 'minference',
    budget: 0.2,
    set: {},
    compare: ['streaming-llm', 'block-topk', 'oracle'],
    view: DEFAULT_VIEW,
  },
  weights: {
    domain: 'weights',
    model: 'atlas-3m',
    text: { kind: 'tale', seed: 7 },
    tokens: 512,
    subject: defaultsOf(subjectTables.weights),
    method: 'wanda',
    budget: 0.5,
    set: {},
    compare: ['sparsegpt', 'magnitude'],
    view: DEFAULT_VIEW,
  },
};

export const DEFAULT_SPEC: FigureSpec = DEFAULT_SPECS.attention;
