// How a domain looks, wherever it is shown: explorer, method page, comparison, gallery, share dialog, embed
// and lessons. Two parts: `figure.ts` of a domain is all that a figure on another page needs and stays
// small; `view.ts` adds what pages of the atlas show around it.
import type { Component } from 'svelte';
import type { CurvePoint, DomainTypes, FigureReply, OwnTensors } from '../../workers/api.ts';
import type { Card, ShowOption } from '../core/card.ts';
import type { NpyArray } from '../core/npy.ts';
import type { ParamRecord } from '../core/params.ts';
import type { FigureSpec, FigureView as Look } from '../core/spec.ts';
import type { Stage } from '../core/trace.ts';
import type { Cell, Paint, Theme } from '../figure/types.ts';
import type { Picture } from '../figure/map/paint-queue.ts';
import type { Viewport } from '../kernels/contract.ts';
import type { CompareView } from '../kit/compare/view.ts';
import type { Explorer } from '../kit/explorer.svelte.ts';
import type { FigureState } from '../kit/figure-state.svelte.ts';
import type { Methods } from '../kit/methods.ts';
import type { MethodListing } from '../core/method.ts';
import type { NumberRow } from '../kit/number-row.ts';
import type { Player } from '../kit/player.svelte.ts';
import type { FigureNumbers } from '../kit/share/numbers.ts';
import type { Shown } from '../kit/shown.ts';
import type { FigureFiles } from './files.ts';

// --- a figure, anywhere ----------------------------------------------------------------------------

/** What a map is drawn from; `FigureState` is one, and so is a panel of a comparison. */
export interface MapState<T extends DomainTypes> {
  readonly figure: Pick<Shown<FigureReply<T>>, 'spec' | 'reply' | 'mask' | 'stages'> | null;
  /** What each token spells. */
  readonly pieces: readonly string[];
  readonly view: Look;
  readonly paint: Paint | null;
  /** A picture that came with the figure. */
  readonly first: Picture | null;
  /** Whether there has been a picture: what can wait is loaded then. */
  readonly seen: boolean;
  /** The stage on show. */
  readonly stage: Stage | undefined;
  readonly theme: Theme;
  readonly busy: boolean;
  cell: Cell | null;
  see(view: Viewport): void;
  readRow(row: number): Promise<T['row'] | null>;
  look(change: Partial<Look>): void;
}

export interface MapProps<T extends DomainTypes> {
  readonly state: MapState<T>;
  /** Accessible name. */
  readonly label: string;
  /** A sentence or two for readers who cannot see the map. */
  readonly summary: string;
  /** Without: the page has a legend of its own. */
  readonly legend?: boolean;
  /** Only the extent of the map is the state's; what it shows is another picture. */
  readonly bare?: boolean;
  /** Height of the plot over its width, whatever the map; absent: as flat as the map. */
  readonly aspect?: number;
  /** Said of a cell where no one mask decides over it. */
  readonly remark?: ((cell: Cell) => string) | null;
}

export interface FigureView<T extends DomainTypes = DomainTypes> {
  readonly card: Card;
  readonly methods: Methods;
  /** Steps of its methods may be about a single row, which the figure is asked for. */
  readonly rowSteps: boolean;
  /** The map tells the tokens of the text. */
  readonly tellsTokens: boolean;
  readonly Map: Component<MapProps<T>>;
  /** Ways to look at the figure, in words that fit what it is. */
  shows(reply: FigureReply<T> | null): readonly ShowOption[];
  /** "layer 3, head 1". */
  place(spec: FigureSpec): string;
  /** Where the figure is, in a line; before it is computed without what only the reply tells. */
  subtitle(
    spec: FigureSpec,
    entry: Pick<MethodListing, 'tags'>,
    reply: FigureReply<T> | null,
  ): string;
  /** What the method keeps, in a sentence or two. */
  summary(name: string, reply: FigureReply<T>): string;
  files(): Promise<FigureFiles<T>>;
  /** Reads tensors that a host's page hands over; absent: it takes none. Throws ExpectedErrors. */
  own?(given: unknown): Promise<OwnTensors>;
}

// --- pages of the atlas ------------------------------------------------------------------------------

type Part<P extends object> = Component<P>;
type Load<P extends object> = () => Promise<{ readonly default: Component<P> }>;

/** A part of an explorer's page. */
export interface Panel<X> {
  readonly place: 'sites' | 'figure' | 'budget' | 'numbers' | 'curves' | 'below';
  /** Here at once, or after the page. */
  readonly Part?: Part<{ explorer: X }>;
  readonly load?: Load<{ explorer: X }> | Load<Record<string, never>>;
  /** Only where this holds. */
  when?(explorer: X): boolean;
}

/** An explorer with what its domain adds to the state. */
export type ExplorerOf<T extends DomainTypes, M> = Explorer<T> & { readonly more: M };

/** A figure with its steps and a row of it in detail. */
export interface FigureParts<T extends DomainTypes> {
  readonly figure: FigureView<T>;
  /** A row in detail; absent: rows are told by the map alone. */
  readonly Row?: Part<{ state: FigureState<T> }>;
  /** The row in detail where none is pointed at or pinned. */
  readonly usualRow: 'first' | 'last';
  /** Where a step points at another place, that place; absent: steps point at none. */
  stepPlace?(down: number, across: number): ParamRecord;
}

export interface DomainView<
  T extends DomainTypes = DomainTypes,
  M = unknown,
> extends FigureParts<T> {
  /** What the figure's numbers rest on, in a sentence; absent: there is nothing to say. */
  basis?(reply: FigureReply<T> | null): string;
  /** Beside the method's name in an explorer: where the figure is; absent: in the card's words. */
  readonly Where?: Part<{ explorer: ExplorerOf<T, M> }>;
  /** State that the domain's panels share; set up with the page. */
  more(explorer: Explorer<T>): M;
  readonly panels: readonly Panel<ExplorerOf<T, M>>[];
  readonly budget: {
    /** What the budget is a share of; absent: the slider's own words. */
    readonly help?: string;
    /** What becomes of it. */
    kept(reply: FigureReply<T> | null): string;
  };
  readonly text: {
    readonly title?: string;
    note?(explorer: Explorer<T>): string;
    /** Tokens of the text are rows of the map. */
    readonly rows: boolean;
  };
  numbers(explorer: ExplorerOf<T, M>): readonly NumberRow[];
  /** What of a link's figure the pages of methods may not hold. */
  readonly elsewhere: string;
  /** What a method's page has besides. */
  method(): Promise<MethodParts<T>>;
  compare(): Promise<CompareView<T>>;
  share(): Promise<ShareView<T, M>>;
}

/** What a method's page shows of the domain. */
export interface MethodParts<T extends DomainTypes> {
  /** On what the method works: one of the sites that have snapshots; absent: there is nothing to choose. */
  readonly Chooser?: Part<{ player: Player<T> }>;
  readonly Curve?: Part<{ player: Player<T> }>;
  readonly budgets: readonly number[];
  /** The method to hold another against. */
  rival(id: string): string | null;
  numbers(reply: FigureReply<T> | null): readonly NumberRow[];
  basis?(reply: FigureReply<T> | null): string;
  /** What a method has below its figure, as a law that it states; null: nothing. */
  below?(id: string): ReturnType<Load<Record<string, never>>> | null;
}

/** Numbers and arrays of a figure, as files. */
export interface ShareView<T extends DomainTypes, M = unknown> {
  readonly arraysNote: string;
  /** What the command line makes of the spec where this figure is not exact. */
  readonly inexactNote: string;
  /** What an explorer measured besides is in it, and the curves of any page. */
  numbers(
    figure: Shown<FigureReply<T>>,
    besides: { readonly curves: readonly CurvePoint<T>[]; readonly more: M | null },
  ): Pick<FigureNumbers, 'parts' | 'lines'>;
  /** Lines of a panel of a comparison. */
  lines(figure: Pick<Shown<FigureReply<T>>, 'spec' | 'reply'>): FigureNumbers['lines'];
  arrays(
    figure: Shown<FigureReply<T>>,
    row: (at: number) => Promise<T['row'] | null>,
  ): Promise<Readonly<Record<string, NpyArray>> | null>;
}
