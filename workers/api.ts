// Types of the compute worker's interface, and nothing else: the page imports this file for its types. No
// call is of one domain; what differs between them is typed by DomainTypes.
import type { Theme } from '../src/core/palette.ts';
import type { ParamRecord } from '../src/core/params.ts';
import type { Result } from '../src/core/result.ts';
import type { Drawable, Stage } from '../src/core/trace.ts';
import type {
  Asked,
  CostPoint,
  DomainTypes,
  NeedleOrder,
  OwnTensors,
  Site,
  Sweep,
  TextReply,
  TextRequest,
} from '../src/domains/contract.ts';
import type { Match } from '../src/domains/match.ts';
import type { CurvePoint } from '../src/domains/pipeline.ts';
import type { Tier, Viewport } from '../src/kernels/contract.ts';

export type {
  Asked,
  CostPoint,
  CurvePoint,
  DomainTypes,
  Match,
  NeedleOrder,
  OwnTensors,
  Site,
  Sweep,
  TextReply,
  TextRequest,
  Theme,
};

/**
 * Marks a request. `key` names a line of work, e.g. `figure:main`: within one key a request with a
 * newer `sequence` replaces an older one that still waits (answered `fail('stale', …)`), and
 * `cancel(key)` ends whatever runs or waits under it (answered `fail('cancelled', …)`).
 */
export interface Ticket {
  readonly key: string;
  readonly sequence: number;
}

/** A model folder's files as bytes by name (`config.json`, …), so that it is downloaded only once. */
export type ModelFiles = Readonly<Record<string, ArrayBuffer>>;

export interface ModelRequest {
  readonly name: string;
  /** Absolute address of the folder, with a slash at its end. */
  readonly baseUrl: string;
  /** What another worker has downloaded already; absent: this worker downloads. */
  readonly files?: ModelFiles;
  /** Bound on the worker's caches, bytes. */
  readonly cacheBytes?: number;
}

/** A file that a build wrote for a domain. */
export interface SnapshotRequest {
  readonly domain: string;
  readonly bytes: ArrayBuffer;
  readonly model: string;
  /** Absolute address of its model's folder, with a slash at its end: methods' tables lie there. */
  readonly modelUrl: string;
}

export interface ModelReply {
  readonly name: string;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly maxTokens: number;
  readonly parameters: number;
  readonly tier: Tier;
}

/** Which part of a figure to paint, and how. */
export interface PictureRequest {
  readonly view: Viewport;
  /** One of the ways to look that the domain's card names. */
  readonly show: string;
  readonly theme: Theme;
}

export interface FigureRequest extends Asked {
  /** Row that steps about a single one shall show, or null: the method's choice. */
  readonly row: number | null;
  /** Painted along with the figure, so that it needs no second way; absent: nothing is. */
  readonly picture?: PictureRequest;
}

export type PaintRequest = Asked & PictureRequest;

/** RGBA pixels of the viewport, row-major; transparent where no cell exists. */
export interface PaintReply {
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly view: Viewport;
}

/** A drawable whose mask, if it has one, is in wire form. */
export type WireDrawable =
  | Exclude<Drawable, { readonly kind: 'mask' }>
  | (Omit<Extract<Drawable, { readonly kind: 'mask' }>, 'mask'> & { readonly mask: ArrayBuffer });

export type WireStage = Omit<Stage, 'drawables'> & { readonly drawables: readonly WireDrawable[] };

/** A moment of a figure that has several; masks in wire form (`decodeMask` of src/core/mask). */
export interface WireFrame {
  readonly at: number;
  readonly label: string;
  readonly mask: ArrayBuffer;
  readonly held?: ArrayBuffer;
}

/** What a figure's reply has in every domain. */
export interface AnyReply {
  readonly metrics: object;
  /** The parameters in force, so that the controls can follow the budget. */
  readonly params: ParamRecord;
  /** What is kept, in wire form; empty where that is no matrix. */
  readonly mask: ArrayBuffer;
  readonly frames: readonly WireFrame[];
  readonly stages: readonly WireStage[];
  readonly warnings: readonly string[];
  /** That of the warnings which says that the sparsity is not the one that was asked for; else null. */
  readonly missed: string | null;
  readonly tier: Tier;
  /** Final; else the model itself, or work on all of it, would tell it more exactly. */
  readonly exact: boolean;
  /** Time in the worker, ms. */
  readonly elapsed: number;
  /** What was asked to be painted along. */
  readonly picture: PaintReply | null;
}

export type FigureReply<T extends DomainTypes = DomainTypes> = AnyReply &
  T['figure'] & { readonly metrics: T['report']['metrics'] };

export interface ThumbsRequest extends Site {
  /** Pixels along each side. */
  readonly size: number;
  readonly theme: Theme;
}

export interface ThumbReply {
  readonly place: ParamRecord;
  /** Pixels along each side. */
  readonly size: number;
  /** size × size RGBA, the whole map stretched to it. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** Reports a part of a reply. What it returns settles when the page has heard it. */
export type Each<P> = (part: P) => unknown;

export type Progress = (done: number, total: number, label: string) => unknown;

export interface ComputeApi {
  /** Answers as soon as the worker's thread is free: a worker that does not is stuck. */
  ping(): true;
  /** Loads a domain ahead of its first request. */
  prepare(domain: string): void;
  /** Opens a model; downloads it unless `files` are given. Progress in bytes. */
  model(request: ModelRequest, progress: Progress): Promise<Result<ModelReply>>;
  /** A copy of the files of an open model, for the next worker. */
  files(name: string): Promise<ModelFiles | null>;
  /**
   * Opens a snapshot. Until its model is open, requests for exactly its site are answered from it, and
   * its text.
   */
  snapshot(request: SnapshotRequest): Promise<Result<null>>;
  /** Opens tensors until `letGo`; answered like a snapshot of their site. */
  hold(tensors: OwnTensors): Promise<Result<null>>;
  letGo(site: Site): Promise<void>;
  text(ticket: Ticket, request: TextRequest): Promise<Result<TextReply>>;
  figure(ticket: Ticket, request: FigureRequest): Promise<Result<FigureReply>>;
  paint(ticket: Ticket, request: PaintRequest): Promise<Result<PaintReply>>;
  row(ticket: Ticket, request: Asked, row: number): Promise<Result<object>>;
  /** The budget at which a method comes nearest to a sparsity (0 … 1) on one site. */
  match(ticket: Ticket, request: Asked, sparsity: number): Promise<Result<Match>>;
  /** Small pictures of all places, those near the site first. */
  thumbs(ticket: Ticket, request: ThumbsRequest, each: Each<ThumbReply>): Promise<Result<null>>;
  /** What a setting does at every place. */
  survey(
    ticket: Ticket,
    request: Asked,
    each: Each<object>,
    progress: Progress,
  ): Promise<Result<null>>;
  /** One point per budget for one site. */
  curve(ticket: Ticket, request: Sweep, each: Each<CurvePoint>): Promise<Result<null>>;
  /** What a method costs the whole model, one point per budget. */
  cost(
    ticket: Ticket,
    request: Sweep,
    needles: NeedleOrder,
    each: Each<CostPoint<DomainTypes>>,
    progress: Progress,
  ): Promise<Result<null>>;
  /** The same for one setting, resolved as a figure's: what is set by hand wins over the budget. */
  costAt(
    ticket: Ticket,
    request: Asked,
    each: Each<object>,
    progress: Progress,
  ): Promise<Result<object>>;
  /** Long work of the domain by its name. */
  run(
    ticket: Ticket,
    request: Asked,
    name: string,
    wish: Readonly<Record<string, unknown>>,
    each: Each<object>,
    progress: Progress,
  ): Promise<Result<null>>;
  /** Ends whatever runs or waits under this key at the next strip. */
  cancel(key: string): void;
}
