// Types of the compute worker's interface, and nothing else: the page imports this file for its types.
import type { Theme } from '../src/core/palette.ts';
import type { ParamRecord } from '../src/core/params.ts';
import type { Result } from '../src/core/result.ts';
import type { Show } from '../src/core/spec.ts';
import type { Drawable, Stage } from '../src/core/trace.ts';
import type { ModelCost } from '../src/domains/attention/cost.ts';
import type { Match } from '../src/domains/match.ts';
import type { AttentionMetrics } from '../src/domains/attention/metrics.ts';
import type { Tier, Viewport } from '../src/kernels/contract.ts';

export type { AttentionMetrics, Match, ModelCost, Theme };

/**
 * Marks a request. `key` names a line of work, e.g. `figure:main`: within one key a request with a
 * newer `sequence` replaces an older one that still waits (answered `fail('stale', …)`), and
 * `cancel(key)` ends whatever runs or waits under it (answered `fail('cancelled', …)`).
 */
export interface Ticket {
  readonly key: string;
  readonly sequence: number;
}

/** A text on a model: everything computed from it is cached in the worker under these three. */
export interface TextRequest {
  readonly model: string;
  readonly text: string;
  /** Longest prefix that is read, tokens, the begin mark included. */
  readonly tokens: number;
}

/** One query head on a text; both counted from 0. */
export interface SiteRequest extends TextRequest {
  readonly layer: number;
  readonly head: number;
}

/** A method and its settings. Parameters resolve as: defaults, then `atBudget(budget)`, then `set`. */
export interface MethodRequest {
  readonly method: string;
  /** In (0, 1], or null for the method's defaults. */
  readonly budget: number | null;
  readonly set: ParamRecord;
}

export interface MaskRequest extends SiteRequest, MethodRequest {}

/**
 * A method at several budgets. Here the budget wins over `set`: what the budget moves follows the
 * curve, every other parameter stays as it was set.
 */
export interface SweepRequest {
  readonly method: string;
  readonly set: ParamRecord;
  readonly budgets: readonly number[];
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

/** One head on one text, as a build wrote it (src/domains/attention/snapshot.ts). */
export interface SnapshotRequest {
  readonly bytes: ArrayBuffer;
  /** Absolute address of its model's folder, with a slash at its end: methods' tables lie there. */
  readonly modelUrl: string;
}

/** Own tensors of one head, as a page hands them over; answered like a snapshot of its request. */
export interface OwnHead extends SiteRequest {
  readonly n: number;
  readonly d: number;
  /** n × d each, row-major, after rotary embedding. */
  readonly q: Float32Array;
  readonly k: Float32Array;
  readonly v: Float32Array;
  /** What each of the n tokens spells. */
  readonly pieces: readonly string[];
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

export interface FigureReply {
  readonly metrics: AttentionMetrics;
  /** The parameters in force, so that the controls can follow the budget. */
  readonly params: ParamRecord;
  /** The mask in wire form (`decodeMask` of src/core/mask). */
  readonly mask: ArrayBuffer;
  /** Attention mass kept per query row. */
  readonly rowRecall: Float32Array;
  /** ‖O_i − Ô_i‖ / ‖O_i‖ per query row. */
  readonly rowError: Float32Array;
  readonly stages: readonly WireStage[];
  readonly warnings: readonly string[];
  readonly tier: Tier;
  /** From the model's own tensors; false where from a snapshot in half precision. */
  readonly exact: boolean;
  /** Time in the worker, ms. */
  readonly elapsed: number;
}

/** A drawable whose mask, if it has one, is in wire form. */
export type WireDrawable =
  | Exclude<Drawable, { readonly kind: 'mask' }>
  | (Omit<Extract<Drawable, { readonly kind: 'mask' }>, 'mask'> & { readonly mask: ArrayBuffer });

export type WireStage = Omit<Stage, 'drawables'> & { readonly drawables: readonly WireDrawable[] };

export interface PaintRequest extends MaskRequest {
  readonly show: Show;
  readonly view: Viewport;
  readonly theme: Theme;
}

/** RGBA pixels of the viewport, row-major; above the diagonal and outside the map transparent. */
export interface PaintReply {
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly view: Viewport;
}

export interface RowReply {
  /** The query's dense attention over keys 0 … query. */
  readonly weights: Float32Array;
}

export interface ThumbsRequest extends TextRequest {
  /** Pixels along each side. */
  readonly size: number;
  readonly theme: Theme;
  /** Layer whose heads come before the others, or null. */
  readonly first: number | null;
}

export interface ThumbReply {
  readonly layer: number;
  readonly head: number;
  /** Pixels along each side. */
  readonly size: number;
  /** size × size RGBA. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

export interface RecallReply {
  readonly layer: number;
  readonly head: number;
  readonly recall: number;
  readonly sparsity: number;
  /** The largest recall that any mask with as many pairs could have on this head. */
  readonly bound: number;
  /** The query that keeps the least of its attention. */
  readonly worst: { readonly query: number; readonly recall: number };
}

export interface CurvePoint {
  readonly method: string;
  readonly budget: number;
  readonly metrics: AttentionMetrics;
}

/**
 * When needles are looked for: `with` the loss, a point is whole when it comes; `after` all losses, a
 * point comes twice, first with 0 needles asked; `never`.
 */
export type NeedleOrder = 'with' | 'after' | 'never';

export interface CostPoint extends ModelCost {
  readonly method: string;
  readonly budget: number;
}

export interface MatchRequest extends SiteRequest {
  readonly method: string;
  readonly set: ParamRecord;
  /** What to come near to, 0 … 1. */
  readonly sparsity: number;
}

/** Reports a part of a reply. What it returns settles when the page has heard it. */
export type Each<T> = (part: T) => unknown;

export type Progress = (done: number, total: number, label: string) => unknown;

export interface ComputeApi {
  /** Answers as soon as the worker's thread is free: a worker that does not is stuck. */
  ping(): true;
  /** Opens a model; downloads it unless `files` are given. Progress in bytes. */
  model(request: ModelRequest, progress: Progress): Promise<Result<ModelReply>>;
  /**
   * Opens a snapshot. Until its model is open, requests for exactly its head on its text are answered
   * from it, and the text itself.
   */
  snapshot(request: SnapshotRequest): Promise<Result<null>>;
  /** Opens tensors until `forgetHead`. */
  ownHead(head: OwnHead): Promise<Result<null>>;
  forgetHead(site: SiteRequest): void;
  /** A copy of the files of an open model, for the next worker. */
  files(name: string): Promise<ModelFiles | null>;
  text(ticket: Ticket, request: TextRequest): Promise<Result<TextReply>>;
  figure(ticket: Ticket, request: MaskRequest): Promise<Result<FigureReply>>;
  paint(ticket: Ticket, request: PaintRequest): Promise<Result<PaintReply>>;
  row(ticket: Ticket, request: SiteRequest & { readonly query: number }): Promise<Result<RowReply>>;
  /** Small maps of all heads as they are ready: the layer `first` (if any) before the others. */
  thumbs(ticket: Ticket, request: ThumbsRequest, each: Each<ThumbReply>): Promise<Result<null>>;
  /** Recall of one method in every head, layer by layer. */
  recalls(
    ticket: Ticket,
    request: TextRequest & MethodRequest,
    each: Each<RecallReply>,
  ): Promise<Result<null>>;
  /** The budget at which a method comes nearest to a sparsity on one head. */
  match(ticket: Ticket, request: MatchRequest): Promise<Result<Match>>;
  /** One point per budget for one head. */
  curve(
    ticket: Ticket,
    request: SiteRequest & SweepRequest,
    each: Each<CurvePoint>,
  ): Promise<Result<null>>;
  /** Loss on the text and needle accuracy on generated tales, mask in every layer and head. */
  cost(
    ticket: Ticket,
    request: TextRequest & SweepRequest & { readonly needles: NeedleOrder },
    each: Each<CostPoint>,
    progress: Progress,
  ): Promise<Result<null>>;
  /** The same for one setting, resolved as a figure's: what is set by hand wins over the budget. */
  costAt(
    ticket: Ticket,
    request: TextRequest & MethodRequest,
    progress: Progress,
  ): Promise<Result<ModelCost>>;
  /** Ends whatever runs or waits under this key at the next strip. */
  cancel(key: string): void;
}
