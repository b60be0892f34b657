// Types of the compute worker's interface, and nothing else: the page imports this file for its types.
import type { DomainId, MethodInfo } from '../src/core/method.ts';
import type { ParamRecord } from '../src/core/params.ts';
import type { Result } from '../src/core/result.ts';
import type { Show } from '../src/core/spec.ts';
import type { Stage } from '../src/core/trace.ts';
import type { Tier, Viewport } from '../src/kernels/contract.ts';

/** Marks a request. Replies to anything but the newest `sequence` of a channel are dropped. */
export interface Ticket {
  /** Canonical key of the figure, for caching and `cancel`. */
  readonly key: string;
  readonly sequence: number;
}

/** A text on a model: everything computed from it is cached in the worker under these three. */
export interface TextRequest {
  readonly model: string;
  readonly text: string;
  readonly tokens: number;
}

export interface SiteRequest extends TextRequest {
  readonly layer: number;
  readonly head: number;
}

/** A method and its settings. Parameters resolve as: defaults, then `atBudget(budget)`, then `set`. */
export interface MethodRequest {
  readonly method: string;
  readonly budget: number | null;
  readonly set: ParamRecord;
}

export interface MaskRequest extends SiteRequest, MethodRequest {}

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

/** Numbers of one head under one mask; every label names its denominator on the page. */
export interface AttentionMetrics {
  readonly keptPairs: number;
  readonly causalPairs: number;
  /** 1 − kept / causal pairs. */
  readonly sparsity: number;
  readonly recall: number;
  readonly recallLastQuarter: number;
  /** ‖O − Ô‖_F / ‖O‖_F. */
  readonly outputError: number;
  /** Touched tiles / causal tiles at 16, 32, 64. */
  readonly tileDensity: { readonly 16: number; readonly 32: number; readonly 64: number };
  readonly idealFlops: number;
  /** Whole tiles and gathered pairs, without estimation. */
  readonly kernelFlops: number;
  readonly estimationFlops: number;
  readonly denseFlops: number;
  /** Of all layers and heads if each read as many keys as this one, float16, at length n; null: unchanged. */
  readonly kvBytesPerStep: number | null;
  readonly kvBytesPerStepDense: number;
}

export interface FigureReply {
  readonly metrics: AttentionMetrics;
  /** The parameters in force, so that the controls can follow the budget. */
  readonly params: ParamRecord;
  /** The mask in wire form. */
  readonly mask: ArrayBuffer;
  readonly rowRecall: Float32Array;
  readonly stages: readonly WireStage[];
  readonly warnings: readonly string[];
  readonly tier: Tier;
  /** Time in the worker, ms. */
  readonly elapsed: number;
}

/** A stage whose masks have been turned to wire form (`mask` drawables carry an ArrayBuffer). */
export type WireStage = Omit<Stage, 'drawables'> & { readonly drawables: readonly unknown[] };

export interface PaintRequest extends MaskRequest {
  readonly show: Show;
  readonly view: Viewport;
  readonly theme: 'light' | 'dark';
}

/** RGBA pixels of the viewport, row-major. */
export interface PaintReply {
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly view: Viewport;
}

export interface RowReply {
  /** The query's attention over keys 0 … query. */
  readonly weights: Float32Array;
}

export interface ThumbReply {
  readonly layer: number;
  readonly head: number;
  readonly size: number;
  /** size × size RGBA. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

export interface CurvePoint {
  readonly method: string;
  readonly budget: number;
  readonly metrics: AttentionMetrics;
}

/** The whole model with the mask in all layers and heads. */
export interface CostPoint {
  readonly method: string;
  readonly budget: number;
  /** Mean over layers and heads. */
  readonly sparsity: number;
  /** Nats per token above the dense model on this text. */
  readonly deltaNats: number;
  readonly nats: number;
  readonly needlesRight: number;
  readonly needles: number;
}

export type Progress = (done: number, total: number, label: string) => void;

export interface ComputeApi {
  /** Downloads and opens a model once per worker; reports bytes. */
  model(name: string, baseUrl: string, progress: Progress): Promise<Result<ModelReply>>;
  text(ticket: Ticket, request: TextRequest): Promise<Result<TextReply>>;
  figure(ticket: Ticket, request: MaskRequest): Promise<Result<FigureReply>>;
  paint(ticket: Ticket, request: PaintRequest): Promise<Result<PaintReply>>;
  row(ticket: Ticket, request: SiteRequest & { readonly query: number }): Promise<Result<RowReply>>;
  /** Small maps of all heads, in order, as they are ready. */
  thumbs(
    ticket: Ticket,
    request: TextRequest & { readonly size: number; readonly theme: 'light' | 'dark' },
    each: (thumb: ThumbReply) => void,
  ): Promise<Result<null>>;
  /** Recall of one method in every head: layer-major. */
  recalls(
    ticket: Ticket,
    request: TextRequest & MethodRequest,
    each: (layer: number, head: number, recall: number) => void,
  ): Promise<Result<null>>;
  /** One point per budget for one head. */
  curve(
    ticket: Ticket,
    request: SiteRequest & {
      readonly method: string;
      readonly set: ParamRecord;
      readonly budgets: readonly number[];
    },
    each: (point: CurvePoint) => void,
  ): Promise<Result<null>>;
  /** Loss on the text and needle accuracy on generated tales, mask in every layer and head. */
  cost(
    ticket: Ticket,
    request: TextRequest & {
      readonly method: string;
      readonly set: ParamRecord;
      readonly budgets: readonly number[];
    },
    each: (point: CostPoint) => void,
    progress: Progress,
  ): Promise<Result<null>>;
  /** Ends whatever runs under this key at the next strip. */
  cancel(key: string): void;
}

export type { DomainId, MethodInfo };
