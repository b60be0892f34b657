// What the page may ask for. Everything above (figure, app, embeds, lessons) talks to the workers
// through this interface only.
import type { ParamRecord } from '../core/params.ts';
import type { Result } from '../core/result.ts';
import type { FigureSpec, TextSource } from '../core/spec.ts';
import type { Viewport } from '../kernels/contract.ts';
import type {
  CostPoint,
  CurvePoint,
  FigureReply,
  Match,
  ModelCost,
  ModelFiles,
  ModelReply,
  NeedleOrder,
  PaintReply,
  Progress,
  RecallReply,
  RowReply,
  TextReply,
  Theme,
  ThumbReply,
} from '../../workers/api.ts';
import type { GatePart, GateRequest } from '../../workers/gates-api.ts';
import type { Engine } from './host.ts';
import type { SnapshotEntry } from './snapshots.ts';

/**
 * The answer to a call; promises of the client never reject.
 * - `{ ok: true, value }`
 * - `{ ok: false, field, message }`: an expected failure, `message` is for the person. `field` is
 *   `'bug'` where the computation threw: the message says so and the error is reported as an uncaught one.
 * - `null`: nothing to show, because a newer call on the channel took its place or it was aborted.
 */
export type Reply<T> = Result<T> | null;

export const BUG_FIELD = 'bug';

export interface CallOptions {
  /**
   * Calls of one kind on one channel (default 'main') replace each other. Give each figure on a page
   * its own channel; null never replaces and is never replaced.
   *
   * `text`, `figure`, `paint`, `row`: the call that is being computed is finished and delivered, so
   * that a drag keeps moving; of those waiting behind it only the newest is computed, the others
   * resolve to null at once. Replies of a channel arrive in the order of their calls.
   *
   * `thumbs`, `recalls`, `curve`, `cost`, `costAt`: a new call cancels the running one, which resolves to null
   * and reports no further parts. `curve` and `cost` keep one line per method.
   */
  readonly channel?: string | null;
  /** Ends the call at the next strip; it resolves to null and reports no further parts. */
  readonly signal?: AbortSignal;
}

/** A text as the model cuts it, with the characters themselves. */
export interface TextDetails extends TextReply {
  readonly text: string;
}

/** Something that the person may want to know although the figure recovers by itself. */
export interface Incident {
  readonly kind: 'worker-replaced';
  readonly message: string;
}

/**
 * The page's door to the computation: a pool of workers behind typed calls. Every call that needs the
 * model opens it first, unless a snapshot of the very head or matrix is at hand and the model is not; replies are frozen in spirit and may be shared, so do not write to them.
 */
export interface AtlasClient {
  /**
   * Opens the model (default 'atlas-3m'); further calls share the same download. Progress counts
   * bytes; its label is the file. A failed download can be tried again by calling again.
   */
  model(onProgress?: Progress, name?: string): Promise<Result<ModelReply>>;

  /**
   * Heads that `text`, `figure`, `paint`, `row` and `curve` answer without the model, and matrices of which
   * those of `weights` do.
   */
  snapshots(): Promise<readonly SnapshotEntry[]>;

  /** The characters of a source; fails for an unknown sample. Needs no model and no worker. */
  textOf(source: TextSource): Promise<Result<string>>;

  /** Cuts a text into tokens, at most `tokens` of them (the begin mark counts as one). */
  text(
    source: TextSource,
    tokens: number,
    options?: CallOptions & {
      readonly model?: string;
      /** What else of the text is being asked for: its snapshot tells this too. */
      readonly subject?: ParamRecord;
    },
  ): Promise<Reply<TextDetails>>;

  /** Mask, metrics and trace of a spec. The last few are kept on the page and answer at once. */
  figure(spec: FigureSpec, options?: CallOptions): Promise<Reply<FigureReply>>;

  /** Pixels of the spec's map: `spec.view.show` of the cells in `view`. */
  paint(
    spec: FigureSpec,
    view: Viewport,
    theme: Theme,
    options?: CallOptions,
  ): Promise<Reply<PaintReply>>;

  /** The budget at which the spec's method comes nearest to a sparsity on the spec's head. */
  match(spec: FigureSpec, sparsity: number, options?: CallOptions): Promise<Reply<Match>>;

  /** Dense attention of one query row of the spec's head. */
  row(spec: FigureSpec, query: number, options?: CallOptions): Promise<Reply<RowReply>>;

  /** Small maps of all heads of the spec's text, those of the spec's layer first. */
  thumbs(
    spec: FigureSpec,
    theme: Theme,
    each: (thumb: ThumbReply) => void,
    options?: CallOptions & { readonly size?: number },
  ): Promise<Reply<null>>;

  /** Recall of the spec's method and settings in every head. */
  recalls(
    spec: FigureSpec,
    each: (recall: RecallReply) => void,
    options?: CallOptions,
  ): Promise<Reply<null>>;

  /**
   * Metrics of a method on the spec's head, a point per budget. The spec's `set` applies where
   * `method` is the spec's own, except to what the budget moves.
   */
  curve(
    spec: FigureSpec,
    method: string,
    budgets: readonly number[],
    each: (point: CurvePoint) => void,
    options?: CallOptions,
  ): Promise<Reply<null>>;

  /**
   * What a method costs the whole model on the spec's text, a point per budget; `set` as in `curve`.
   * Progress counts passes through the model. Needles (default: `with` the loss) take most of the time;
   * `after`, the whole loss curve comes first and every point a second time, to replace the first.
   */
  cost(
    spec: FigureSpec,
    method: string,
    budgets: readonly number[],
    each: (point: CostPoint) => void,
    onProgress?: Progress,
    options?: CallOptions & { readonly needles?: NeedleOrder },
  ): Promise<Reply<null>>;

  /** What the spec's very setting costs: as in its figure, what is set by hand wins over the budget. */
  costAt(spec: FigureSpec, onProgress?: Progress, options?: CallOptions): Promise<Reply<ModelCost>>;

  /**
   * Trains a fresh gate of SeerAttention for the spec's head on its text; a part for the start and one for
   * each recorded step. A new call on a channel ends the running one.
   */
  trainGate(
    spec: FigureSpec,
    setting: Pick<GateRequest, 'block' | 'steps'>,
    each: (part: GatePart) => void,
    options?: CallOptions,
  ): Promise<Reply<null>>;

  /** Called when a dead or stuck worker was replaced. Returns the function that ends listening. */
  onIncident(listener: (incident: Incident) => void): () => void;

  /** Ends the workers; calls still open resolve to null. */
  dispose(): void;
}

export interface ClientOptions {
  /** Makes a compute worker; may throw. Tests give their own. */
  readonly workerFactory?: () => Engine;
  /** What computes where no worker starts; default: the page's own thread. null: nothing does. */
  readonly fallback?: (() => Engine) | null;
  /** Folder that holds the model folders; default `models/` beside the page. */
  readonly modelBase?: string;
  /**
   * Folder of the snapshots; null: there are none. Default `snapshots/` beside the page, and none where
   * `modelBase` names another place for the models.
   */
  readonly snapshotBase?: string | null;
  /** Texts are read from snapshots, never made: what has no snapshot fails. */
  readonly bakedTexts?: boolean;
  /** Models whose files are at hand, by name: nothing is downloaded for them. */
  readonly modelFiles?: Readonly<Record<string, ModelFiles>>;
  /** Workers; default min(4, processors − 1), at least 1. */
  readonly size?: number;
  /** A worker that answers nothing for this long while it has work is replaced, ms; default 15,000. */
  readonly stuckAfter?: number;
}
