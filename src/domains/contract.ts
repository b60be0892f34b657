// What a domain computes: the same for worker, command line, library, build and lessons' checks. A domain
// is one object of this shape, the default export of `domains/<id>/compute.ts`.
//
//   open    the site that was asked for becomes a subject: the tensors that the sparsity is applied to
//   select  a method turns subject and setting into a selection: what is kept
//   measure metrics of the selection, the same for every method
//
// `pipeline.ts` does the three in order and remembers; a domain never calls the next step by itself.
import type { Card, Paints } from '../core/card.ts';
import type { Mask } from '../core/mask/mask.ts';
import type { NpyArray } from '../core/npy.ts';
import type { Palette } from '../core/palette.ts';
import type { ParamRecord, ParamTable } from '../core/params.ts';
import type { ExpectedError } from '../core/result.ts';
import type { Matrix } from '../core/tensor.ts';
import type { Stage } from '../core/trace.ts';
import type { Kernels, Viewport } from '../kernels/contract.ts';
import type { Llama } from '../model/llama.ts';
import type { NeedleCase } from '../model/needles.ts';
import type { Encoding, Tokenizer } from '../model/tokenizer.ts';
import type { TensorFile } from './tensor-file.ts';

// --- what is asked for ---------------------------------------------------------------------------

/** A text on a model. */
export interface TextRequest {
  readonly model: string;
  /** Characters. */
  readonly text: string;
  /** Longest prefix that is read, tokens, the begin mark included. */
  readonly tokens: number;
}

/** Where: a kind of subject and its place, on a text where it reads one. */
export interface Site extends TextRequest {
  readonly domain: string;
  readonly kind: string;
  /** By the kind's own table. */
  readonly subject: ParamRecord;
  /** The second text of a figure that has one. */
  readonly beside?: Pick<TextRequest, 'text' | 'tokens'>;
  readonly drawing?: string;
  readonly pruned?: string;
}

/** A method and its settings. Parameters resolve as: defaults, then `atBudget(budget)`, then `set`. */
export interface Choice {
  readonly method: string;
  /** In (0, 1], or null for the method's defaults. */
  readonly budget: number | null;
  readonly set: ParamRecord;
}

export interface Asked extends Site, Choice {
  /**
   * One of many settings, as of a curve or a search: here the budget wins over `set`, and nothing that
   * was made for the whole setting (a pruned model, a training) is looked up.
   */
  readonly sweep?: boolean;
}

/** Tensors that a page or a program hands over in place of a model's. */
export interface OwnTensors {
  readonly site: Site;
  readonly sizes: Readonly<Record<string, number>>;
  readonly arrays: Readonly<Record<string, Float32Array>>;
  /** Whole numbers, and bits. */
  readonly words?: Readonly<Record<string, Uint32Array>>;
  /** What each token spells; empty where that is not known. */
  readonly pieces: readonly string[];
}

// --- what a domain is lent ----------------------------------------------------------------------

/** Offline tables by name, each a set of named matrices. */
export type Assets = ReadonlyMap<string, ReadonlyMap<string, Matrix>>;

export interface DeskModel {
  readonly name: string;
  readonly llama: Llama;
  readonly tokenizer: Tokenizer;
  /** Tales with needles; none where the model reads too little for a tale. */
  readonly needleCases: readonly NeedleCase[];
}

/** A text as the model cuts it. Token 0 is the begin-of-sequence mark and spans no characters. */
export interface TextReply {
  /** Tokens in the whole text, the begin mark included, before cutting to `tokens`. */
  readonly total: number;
  readonly ids: Uint32Array;
  /** What each token spells; '' for the begin mark. Incomplete UTF-8 pieces show as '�'. */
  readonly pieces: readonly string[];
  /** Character range of each token in the text. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** What a worker or the command line lends a domain for one piece of work. */
export interface Desk {
  readonly kernels: Kernels;
  /** Bytes of what may be kept. */
  readonly room: number;
  /** Whether the model is open: without it a snapshot may answer. */
  hasModel(name: string): boolean;
  /** Throws an ExpectedError where it is not open. */
  model(name: string): DeskModel;
  /** The whole text as tokens. */
  encoding(request: TextRequest): Encoding;
  /** Remembers how a text is cut that came with a snapshot or with own tensors. */
  knowText(request: TextRequest, reply: TextReply): void;
  forgetText(request: TextRequest): void;
  /** Shipped tables beside a model, each fetched once. Throws an ExpectedError where one is absent. */
  assets(model: string, names: readonly string[]): Promise<Assets>;
  /** The domain's own lasting state: snapshots that were opened, say. Made once. */
  state<S extends object>(name: string, make: () => S): S;
  /** What was kept, or undefined. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- who asks has kept it, and knows its type
  peek<V>(shelf: string, key: string): V | undefined;
  /** Keeps a value while it fits, and hands it back. */
  put<V>(shelf: string, key: string, value: V, bytes: number, release?: (value: V) => void): V;
  /** Work that several may need at once, done once; whoever asks later starts anew unless it was kept. */
  once<V>(key: string, work: (desk: Desk) => Promise<V>): Promise<V>;
  /** Lets others work until the promise settles. */
  wait<V>(promise: Promise<V>): Promise<V>;
  /** Yields to more urgent work; throws where this work was cancelled. */
  checkpoint(): Promise<void>;
  /** A stretch that cannot yield: whoever watches over this thread is patient meanwhile. */
  quietly<V>(work: () => V): V;
  /** Tells how far the work is. */
  progress(done: number, of: number, label: string): void;
}

/** Receives parts of a long answer as they come. */
export type Each<P> = (part: P) => void;

// --- what a domain makes ------------------------------------------------------------------------

/** What any method has; a domain's contract (`methods/<domain>.ts`) adds the rest. */
export interface AnyMethod {
  readonly id: string;
  readonly name: string;
  readonly params: ParamTable;
  readonly assets?: readonly string[];
  atBudget(budget: number, shape: never): Partial<ParamRecord>;
}

export interface AnySubject {
  /** Tells this opening from all others. */
  readonly key: string;
  /** The numbers are those of the model itself, not of rounded or stand-in tensors. */
  readonly exact: boolean;
}

/** A moment of a selection that has several. */
export interface Frame {
  /** On the axis of time: a step, a layer. */
  readonly at: number;
  readonly label: string;
  readonly mask: Mask;
  /** Stored although not read, as in a cache. */
  readonly held?: Mask;
}

export interface AnySelection {
  /** What is kept; absent where that is no matrix. Of several frames the last. */
  readonly mask?: Mask;
  /** How it came about, oldest first. */
  readonly frames?: readonly Frame[];
  /** What a person should know of it. A sparsity that is missed is told for every method (`missed.ts`). */
  readonly warnings?: readonly string[];
  /** Made on demand. Stages that show a single row show `row`, or one that has something to show. */
  trace(row?: number): readonly Stage[];
}

/** Names of everything that differs in type between domains. */
export interface DomainTypes {
  readonly method: AnyMethod;
  /** What `atBudget` may know: sizes. */
  readonly shape: object;
  readonly subject: AnySubject;
  readonly selection: AnySelection;
  /** What `measure` finds; `metrics` go to the page by name. */
  readonly report: { readonly metrics: object };
  /** What a figure's reply holds besides what all have. */
  readonly figure: object;
  readonly row: object;
  /** One part of a survey of all places, and of what a whole-model cost tells on its way. */
  readonly survey: object;
  readonly cost: object;
}

/** A method with its settings, which may follow the subject's sizes. */
export interface Setting<T extends DomainTypes> {
  readonly method: T['method'];
  /** Throws an ExpectedError that names the parameter. */
  paramsFor(shape: T['shape']): ParamRecord;
}

/** The outcome of the pipeline. */
export interface Found<T extends DomainTypes> {
  readonly key: string;
  readonly asked: Asked;
  readonly subject: T['subject'];
  readonly setting: Setting<T>;
  /** In force on this subject. */
  readonly params: ParamRecord;
  readonly selection: T['selection'];
  readonly report: T['report'];
  /** Those of the selection, and `missed`. */
  readonly warnings: readonly string[];
  /** Says so where the sparsity is not the one that was asked for; else null. */
  readonly missed: string | null;
}

/** A sparsity that was asked for, and the one that came of it. */
export interface Miss {
  readonly asked: number;
  readonly reached: number;
}

/** A figure under way: each step is done when first asked for. */
export interface Work<T extends DomainTypes> {
  readonly asked: Asked;
  readonly desk: Desk;
  subject(): Promise<T['subject']>;
  found(): Promise<Found<T>>;
}

/** Paints a viewport, row-major RGBA words (0xAABBGGRR); transparent where no cell exists. */
export type Painter = (view: Viewport, palette: Palette) => Uint32Array;

/** Paints a map that is so many rows high and columns wide. */
export interface MapPainter {
  readonly rows: number;
  readonly cols: number;
  readonly paint: Painter;
}

/**
 * When needles are looked for: `with` the loss, a point is whole when it comes; `after` all losses, a
 * point comes twice, first with 0 needles asked; `never`.
 */
export type NeedleOrder = 'with' | 'after' | 'never';

/** A measured setting of a sweep. */
export type CostPoint<T extends DomainTypes> = T['cost'] & {
  readonly method: string;
  readonly budget: number;
};

/** A method at several budgets. */
export interface Sweep extends Site {
  readonly method: string;
  readonly set: ParamRecord;
  readonly budgets: readonly number[];
}

// Methods, not functions as properties: a domain of one kind of subject is a domain of any.
export interface DomainCompute<T extends DomainTypes = DomainTypes> {
  readonly card: Card;
  /** Loads each method's file. */
  readonly methods: Readonly<Record<string, () => Promise<{ readonly default: T['method'] }>>>;

  /** Throws an ExpectedError where there is no such place. */
  open(asked: Asked, desk: Desk): Promise<T['subject']>;
  shapeOf(subject: T['subject']): T['shape'];
  select(
    subject: T['subject'],
    setting: Setting<T>,
    desk: Desk,
    asked: Asked,
  ): Promise<T['selection']>;
  measure(
    subject: T['subject'],
    selection: T['selection'],
    setting: Setting<T>,
    desk: Desk,
  ): Promise<T['report']>;
  /** Share dropped, against the domain's own denominator. */
  sparsityOf(selection: T['selection'], subject: T['subject']): number;
  /**
   * Sparsity of all that a setting's share is of, where the subject is only a part of that; null where it is
   * not known. Absent: `sparsityOf`.
   */
  reached?(selection: T['selection'], subject: T['subject'], setting: Setting<T>): number | null;
  /** Why the sparsity that was asked for is missed, in words that may follow a colon; null: not known. */
  whyMissed?(miss: Miss, found: Pick<Found<T>, 'subject' | 'selection' | 'params'>): string | null;
  /** A miss of a sparsity that search for one may leave; absent: none. */
  readonly enough?: number;
  /** Bytes that keeping the outcome takes, besides the subject. */
  bytesOf(found: Pick<Found<T>, 'subject' | 'selection' | 'report'>): number;

  /** What a figure's reply holds besides what all have. Its arrays are fresh: they move to the page. */
  reply(found: Found<T>): T['figure'];
  painter?(work: Work<T>, paints: Paints): Promise<MapPainter>;
  /** One row of the figure in detail. Throws an ExpectedError where there is no such row. */
  row?(work: Work<T>, row: number): Promise<T['row']>;

  /**
   * Work on the whole model that makes the figure exact. A page leaves it until somebody asks for the
   * cost; a rendered file waits for it.
   */
  settle?(asked: Asked, setting: Setting<T>, desk: Desk): Promise<void>;

  /** All places of a kind beside one another: head grid, matrix grid, layers × experts. */
  readonly overview?: {
    places(site: Site, desk: Desk): Promise<readonly ParamRecord[]>;
    /** A small picture of a place, whatever a method keeps there. */
    painter(site: Site, place: ParamRecord, desk: Desk): Promise<MapPainter>;
    /** A number of the setting at each place. */
    survey(asked: Asked, setting: Setting<T>, desk: Desk, each: Each<T['survey']>): Promise<void>;
  };

  /** What the setting does to the whole model, or the whole training. */
  readonly cost?: {
    /** One setting a budget. */
    sweep(
      sweep: Sweep,
      settings: readonly Setting<T>[],
      needles: NeedleOrder,
      desk: Desk,
      each: Each<CostPoint<T>>,
    ): Promise<void>;
    /** A figure's own setting; `each` hears what a survey would tell, where that comes with it. */
    at(asked: Asked, setting: Setting<T>, desk: Desk, each: Each<T['survey']>): Promise<T['cost']>;
  };

  /** Subjects or selections that a build has written, so that a figure needs no model and no training. */
  readonly snapshot?: {
    /** Throws an ExpectedError where the file is none. */
    open(bytes: ArrayBuffer, desk: Desk): void;
  };
  /** Tensors of the page's own. */
  readonly own?: {
    hold(tensors: OwnTensors, desk: Desk): void;
    letGo(site: Site, desk: Desk): void;
  };
  /** Tensors in a file that a person brings, in place of a model's. */
  readonly files?: OwnFiles<T>;
  /** Runs of a method on a text, as files that other programs read. */
  readonly texts?: TextRuns<T>;
  /**
   * Stands in for a method where what is kept comes from a file of a person's own, under the id `imported`; in no
   * list, and nothing runs it.
   */
  readonly imported?: T['method'];

  /** Long work with a name of its own: live training, going on with a text. */
  readonly runs?: Readonly<Record<string, Run<T>>>;
}

/** How a domain reads a file of named tensors. */
export interface OwnFiles<T extends DomainTypes = DomainTypes> {
  /** Names of the tensors that are read. */
  readonly tensors: readonly string[];
  /** What the file must hold, in lines that start with the domain's name. */
  readonly usage: readonly string[];
  /** Throws an ExpectedError for a method that needs what no file brings. */
  refuse?(method: T['method']): void;
  /** Throws an ExpectedError that names the tensor at fault. */
  open(file: TensorFile, desk: Desk): OwnInput<T>;
}

/** What a file holds, and what to say and write of it. */
export interface OwnInput<T extends DomainTypes = DomainTypes> {
  /** At least one, in the order of the file. */
  readonly subjects: readonly T['subject'][];
  /** Sizes. */
  readonly about: object;
  /** Numbers of what was found on each of the subjects. */
  results(found: readonly Found<T>[]): object;
  /** Throws an ExpectedError where the arrays would be too large to write; absent: they never are. */
  refuseOut?(): void;
  arrays(found: readonly Found<T>[]): Readonly<Record<string, NpyArray>>;
  /** An error of the method in words of the file. */
  explain?(error: ExpectedError): ExpectedError;
}

/** How a domain runs a method on a text, for a file. */
export interface TextRuns<T extends DomainTypes = DomainTypes> {
  /** What the file holds, in lines that start with the domain's name. */
  readonly usage: readonly string[];
  /** Endings of files that it writes. */
  readonly endings: readonly string[];
  /** Arrays that are written only where they are asked for. */
  readonly extras: readonly string[];
  run(asked: Asked, setting: Setting<T>, extras: readonly string[], desk: Desk): Promise<TextRun>;
}

/** What came of it. */
export interface TextRun {
  /** Parameters in force. */
  readonly params: ParamRecord;
  /** Sizes and numbers. */
  readonly results: object;
  readonly warnings: readonly string[];
  /** The file's bytes, by the ending of its name. Throws an ExpectedError where it would be too large. */
  file(path: string): Uint8Array;
}

/** Long work with a name of its own. */
export interface Run<T extends DomainTypes = DomainTypes> {
  /** Checks its wish itself; parts are the domain's own, the view that asks knows their type. */
  start(
    asked: Asked,
    setting: Setting<T>,
    wish: Readonly<Record<string, unknown>>,
    desk: Desk,
    each: Each<object>,
  ): Promise<void>;
}

/** Identity; gives a domain its types. */
export function defineDomain<T extends DomainTypes>(domain: DomainCompute<T>): DomainCompute<T> {
  return domain;
}
