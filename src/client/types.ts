// What the page may ask for. Everything above (figure, app, embeds, lessons) talks to the workers
// through this interface only.
import type { ParamRecord } from '../core/params.ts';
import type { Result } from '../core/result.ts';
import type { FigureSpec, TextSource } from '../core/spec.ts';
import type { Viewport } from '../kernels/contract.ts';
import type {
  CostPoint,
  CurvePoint,
  DomainTypes,
  FigureReply,
  Match,
  ModelFiles,
  ModelReply,
  NeedleOrder,
  OwnTensors,
  PaintReply,
  PictureRequest,
  Progress,
  TextReply,
  Theme,
  ThumbReply,
} from '../../workers/api.ts';
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
   * `thumbs`, `survey`, `curve`, `cost`, `costAt`, `run`: a new call cancels the running one, which
   * resolves to null and reports no further parts. `curve` and `cost` keep one line per method, `run` one
   * per name.
   */
  readonly channel?: string | null;
  /** Ends the call at the next strip; it resolves to null and reports no further parts. */
  readonly signal?: AbortSignal;
  /**
   * Where long work is done: beside the figure (the default), or on the `figure`'s own seat, where it
   * finds and leaves what was made of the whole model.
   */
  readonly seat?: 'figure';
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

/** What a domain's figures answer, its own types in place. */
export interface DomainClient<T extends DomainTypes = DomainTypes> {
  /**
   * Mask, metrics and trace of a spec; stages about one row show `row`. `picture` is painted along with
   * it and saves the first call of `paint`. The last few are kept on the page and answer at once, without
   * a picture.
   */
  figure(
    spec: FigureSpec,
    options?: CallOptions & { readonly row?: number | null; readonly picture?: PictureRequest },
  ): Promise<Reply<FigureReply<T>>>;

  /** Pixels of the spec's map: `spec.view.show` of the cells in `view`. */
  paint(
    spec: FigureSpec,
    view: Viewport,
    theme: Theme,
    options?: CallOptions,
  ): Promise<Reply<PaintReply>>;

  /** One row of the spec's figure in detail. */
  row(spec: FigureSpec, row: number, options?: CallOptions): Promise<Reply<T['row']>>;

  /** The budget at which the spec's method comes nearest to a sparsity on the spec's site. */
  match(spec: FigureSpec, sparsity: number, options?: CallOptions): Promise<Reply<Match>>;

  /** Small pictures of all places of the spec's kind, those near its own first. */
  thumbs(
    spec: FigureSpec,
    theme: Theme,
    each: (thumb: ThumbReply) => void,
    options?: CallOptions & { readonly size?: number },
  ): Promise<Reply<null>>;

  /** What the spec's setting does at every place. */
  survey(
    spec: FigureSpec,
    each: (part: T['survey']) => void,
    onProgress?: Progress,
    options?: CallOptions,
  ): Promise<Reply<null>>;

  /**
   * Metrics of a method on the spec's site, a point per budget. The spec's `set` applies where `method`
   * is the spec's own, except to what the budget moves.
   */
  curve(
    spec: FigureSpec,
    method: string,
    budgets: readonly number[],
    each: (point: CurvePoint<T>) => void,
    options?: CallOptions,
  ): Promise<Reply<null>>;

  /**
   * What a method costs the whole model, a point per budget; `set` as in `curve`. Needles (default:
   * `with` the loss) take most of the time; `after`, every point comes a second time, to replace the
   * first.
   */
  cost(
    spec: FigureSpec,
    method: string,
    budgets: readonly number[],
    each: (point: CostPoint<T>) => void,
    onProgress?: Progress,
    options?: CallOptions & { readonly needles?: NeedleOrder },
  ): Promise<Reply<null>>;

  /**
   * What the spec's very setting costs: as in its figure, what is set by hand wins over the budget.
   * `each` hears what a survey would tell, where that comes with it.
   */
  costAt(
    spec: FigureSpec,
    ears?: { readonly each?: (part: T['survey']) => void; readonly onProgress?: Progress },
    options?: CallOptions,
  ): Promise<Reply<T['cost']>>;

  /** Long work of the domain by its name: parts as they come, in order. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows the parts of its work
  run<P extends object>(
    name: string,
    spec: FigureSpec,
    wish: Readonly<Record<string, unknown>>,
    each: (part: P) => void,
    options?: CallOptions,
  ): Promise<Reply<null>>;
}

/**
 * The page's door to the computation: a pool of workers behind typed calls, the same for all domains.
 * Every call that needs the model opens it first, unless a snapshot of the very site is at hand and the
 * model is not; replies are frozen in spirit and may be shared, so do not write to them.
 */
export interface AtlasClient extends DomainClient {
  /** The same client with a domain's types. */
  of<T extends DomainTypes>(): DomainClient<T>;

  /**
   * Opens the model (default 'atlas-3m'); further calls share the same download. Progress counts
   * bytes; its label is the file. A failed download can be tried again by calling again.
   */
  model(onProgress?: Progress, name?: string): Promise<Result<ModelReply>>;

  /** Sites that `text`, `figure`, `paint`, `row`, `match` and `curve` answer without the model. */
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

  /** Answers the tensors' site from them; returns the function that forgets them. */
  own(tensors: OwnTensors): () => void;

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
  /**
   * A worker that answers nothing for this long while it has work is replaced, ms; default 3,000. One that
   * has said it would be silent gets five times as long.
   */
  readonly stuckAfter?: number;
  /** What computes this domain is loaded with the worker, before the first request. */
  readonly domain?: string;
}
