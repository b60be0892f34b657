// What a domain (a kind of thing that can be sparse) says of itself, as data: the page, the command line,
// the build and graders of answers load it without any algorithm.
import { defaultsOf, type ParamRecord, type ParamTable } from './params.ts';
import type { FigureSpec } from './spec.ts';

export interface Card {
  /** Lower-case word; also the name of the domain's folders. */
  readonly id: string;
  /** Its place in every list. Links without a domain are of the first. */
  readonly order: number;
  readonly title: string;
  /** One line: what its explorer opens with, and what menus say of it. */
  readonly sentence: string;
  /** Address of its explorer below the site's root. */
  readonly page: string;
  /** Kinds of subject; the first is the usual one. */
  readonly kinds: readonly [SubjectKind, ...SubjectKind[]];
  /** On what the gallery's pictures are made, and the number of each that its cards tell. */
  readonly gallery: {
    readonly subject: string;
    readonly told: { readonly id: string; readonly label: string };
    /** What a method's preview picture shows; “%name%” stands for the method's. */
    readonly preview: string;
  };
  /** Ways to look at a figure; the first shows all there is, whatever the method keeps. */
  readonly shows: readonly [ShowOption, ...ShowOption[]];
  readonly words: DomainWords;
  /** What small pictures of its maps show, cells; absent: the whole map. */
  readonly portrait?: {
    readonly rows: readonly [from: number, to: number];
    readonly cols: readonly [from: number, to: number];
  };
  /** What a figure is where nothing is said, by version of links; frozen once a version is out. */
  readonly usual: Readonly<Record<number, FigureSpec>>;
}

/** What a method's sparsity is applied to: a head on a text, a weight matrix, a toy net, a scene. */
export interface SubjectKind {
  readonly id: string;
  readonly title: string;
  readonly reads: readonly ('model' | 'text' | 'drawing' | 'file')[];
  /** Where: walked by links, embeds, command line and controls. Names must differ from a link's own. */
  readonly params: ParamTable;
  /** Parameters that count something of the model, which may have fewer than the table allows. */
  readonly counts?: Readonly<Record<string, 'layers' | 'heads'>>;
  /** Parameters that all places beside one another share, as the length of a prompt. */
  readonly common?: readonly string[];
  /** Short name of a place for files and tables: "layer3-head1". */
  readonly place: readonly { readonly param: string; readonly prefix: string }[];
  /** What one row and one column of its map are. */
  readonly axes: { readonly row: string; readonly col: string; readonly time?: string };
  /** Nothing stands above the diagonal of its map. */
  readonly causal?: true;
  /** Height of its map over its width where that is not 1, by values of one of `params`. */
  readonly aspects?: { readonly param: string; readonly values: Readonly<Record<string, number>> };
}

/** All there is, only what is kept with what was lost marked, or the losses alone. */
export type Paints = 'all' | 'kept' | 'lost';

export interface ShowOption {
  /** As links say it. */
  readonly value: string;
  readonly paints: Paints;
  /** As earlier links said it. */
  readonly formerly?: string;
  readonly label: string;
  readonly title: string;
}

export interface DomainWords {
  /** What is sparse, as in "what it keeps of real attention". */
  readonly object: string;
  /** What its methods are about, as in "static, training-free sparse attention". */
  readonly about: string;
  /** What the budget is a share of, in a sentence or two. */
  readonly budget: string;
  /** Completes "drops 50 % of". */
  readonly whole: string;
  /** What becomes of the budget's share. */
  readonly kept: string;
  /** A dropped cell that will be missed, in a word. */
  readonly lost: string;
}

/** Version of the links and the JSON that are written now; those without one are of version 1. */
export const SPEC_VERSION = 2;

/** The card of a domain that is known to exist; throws otherwise. */
export function cardOf(cards: readonly Card[], id: string): Card {
  const card = cards.find((each) => each.id === id);
  if (!card) throw new Error(`there is no domain “${id}”`);
  return card;
}

/** What a figure of the domain is where nothing is said, as links of a version mean it. */
export function usualOf(card: Card, version: number = SPEC_VERSION): FigureSpec {
  const versions = Object.keys(card.usual).map(Number);
  const known = versions.filter((each) => each <= version);
  const since = known.length > 0 ? Math.max(...known) : Math.min(...versions);
  return card.usual[since]!;
}

/** A figure's kind of subject. */
export function kindOf(card: Card, { kind }: Pick<FigureSpec, 'kind'>): SubjectKind {
  return card.kinds.find(({ id }) => id === kind) ?? card.kinds[0];
}

/** Where a figure of a kind is where nothing is said: the usual figure's place counts for its own kind only. */
export function usualPlace(
  card: Card,
  usual: FigureSpec,
  spec: Pick<FigureSpec, 'kind'>,
): ParamRecord {
  const defaults = defaultsOf(kindOf(card, spec).params);
  return spec.kind === usual.kind ? { ...defaults, ...usual.subject } : defaults;
}

/** What a map paints for one of the card's ways to look. */
export function paintsOf(card: Card, show: string): Paints {
  return card.shows.find(({ value }) => value === show)?.paints ?? 'kept';
}

type Placed = Pick<FigureSpec, 'kind' | 'subject'>;

/** "layer3-head1": where a figure is, for names of files. */
export function placeName(card: Card, spec: Placed): string {
  return placeParts(card, spec)
    .map((part) => part.join(''))
    .join('-');
}

/** "layer 3 head 1": the same for tables. */
export function placeLabel(card: Card, spec: Placed): string {
  return placeParts(card, spec)
    .map((part) => part.filter(Boolean).join(' '))
    .join(' ');
}

function placeParts(card: Card, spec: Placed): string[][] {
  return kindOf(card, spec).place.map(({ param, prefix }) => [
    prefix,
    String(spec.subject[param] ?? ''),
  ]);
}

/** "layer 3", "query projection": where a figure is, in words, one a parameter. */
export function placeWords(card: Card, spec: Placed): string[] {
  const { place, params } = kindOf(card, spec);
  return place.map(({ param, prefix }) => {
    const [table, value] = [params[param], spec.subject[param]];
    const options = table?.kind === 'choice' ? table.options : [];
    const named = options.find((option) => option.value === value);
    return named?.label.toLowerCase() ?? `${prefix} ${String(value)}`.trim();
  });
}
