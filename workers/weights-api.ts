// Types of the worker's interface for weight matrices; part of ComputeApi. Conventions as there.
import type { ParamRecord } from '../src/core/params.ts';
import type { Theme } from '../src/core/palette.ts';
import type { Result } from '../src/core/result.ts';
import type { Show } from '../src/core/spec.ts';
import type { Match } from '../src/domains/match.ts';
import type { ModelCost } from '../src/domains/weights/cost.ts';
import type { MatrixMetrics } from '../src/domains/weights/metrics.ts';
import type { Tier, Viewport } from '../src/kernels/contract.ts';
import type { Contest, MatrixName, WeightMethod } from '../src/methods/weights.ts';
import type {
  Each,
  MethodRequest,
  NeedleOrder,
  PaintReply,
  Progress,
  SweepRequest,
  TextRequest,
  Ticket,
  WireStage,
} from './api.ts';

export type { MatrixMetrics, MatrixName };

/** One weight matrix; the text is the calibration text. */
export interface MatrixRequest extends TextRequest {
  /** Counted from 0. */
  readonly layer: number;
  readonly matrix: MatrixName;
}

export interface PrunedRequest extends MatrixRequest, MethodRequest {
  /** Output feature that steps about a single row shall show; absent: the method's choice. */
  readonly row?: number | null;
}

export interface WeightFigureReply {
  readonly rows: number;
  readonly cols: number;
  /** The parameters in force, so that the controls can follow the budget. */
  readonly params: ParamRecord;
  readonly metrics: MatrixMetrics;
  /** In wire form. */
  readonly mask: ArrayBuffer;
  /** Share kept of each output and of each input. */
  readonly rowDensity: Float32Array;
  readonly colDensity: Float32Array;
  /** Ends of the map's colour scale, sizes of weights. */
  readonly scale: { readonly low: number; readonly high: number };
  /** Among which weights a weight must score high to stay. */
  readonly contest: Contest['among'];
  /** Neighbouring inputs in a group, or null. */
  readonly group: number | null;
  readonly stages: readonly WireStage[];
  readonly warnings: readonly string[];
  /** Whether dropped weights become 0, or the mask says which weights a fine-tuning would train. */
  readonly effect: WeightMethod['effect'];
  /**
   * From the model pruned block by block with this setting. Else earlier blocks are taken as dense,
   * which is what can be had at once.
   */
  readonly exact: boolean;
  /** Tokens that calibrated, 0 where the method reads none. */
  readonly calibration: number;
  readonly tier: Tier;
  /** Time in the worker, ms. */
  readonly elapsed: number;
}

export interface WeightPaintRequest extends PrunedRequest {
  readonly show: Show;
  readonly view: Viewport;
  readonly theme: Theme;
}

export interface WeightMatchRequest extends PrunedRequest {
  /** Of the matrix; the budget is searched for, and `budget` not looked at. */
  readonly sparsity: number;
}

export interface WeightRowReply {
  /** The row's weights before pruning, and after it. */
  readonly values: Float32Array;
  readonly pruned: Float32Array;
  readonly norms: Float32Array | null;
  readonly scores: Float32Array | null;
  /** Place of each score among its rivals, 1 the largest; null where weights do not compete singly. */
  readonly ranks: Uint32Array | null;
  /** Rivals of a weight. */
  readonly rivals: number;
}

export interface WeightThumbsRequest {
  readonly model: string;
  /** Pixels along each side. */
  readonly size: number;
  readonly theme: Theme;
}

export interface WeightThumbReply {
  readonly layer: number;
  readonly matrix: MatrixName;
  readonly size: number;
  /** size × size RGBA, the whole matrix stretched to it. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** What pruning left of one matrix of the model. */
export interface PrunedSite {
  readonly layer: number;
  readonly matrix: MatrixName;
  readonly kept: number;
  readonly weights: number;
  readonly outputError: number | null;
}

export interface WeightCurvePoint {
  readonly method: string;
  readonly budget: number;
  readonly metrics: MatrixMetrics;
}

/** What pruning costs the whole model. */
export interface PrunedCost extends ModelCost {
  /** Predicted tokens behind the loss. */
  readonly tokens: number;
  /** Whether they calibrated nothing; else the text leaves none, and they are the calibration's own. */
  readonly heldOut: boolean;
}

export interface PrunedCostPoint extends PrunedCost {
  readonly method: string;
  readonly budget: number;
}

export interface ContinueRequest extends TextRequest, MethodRequest {
  /** What both models go on from; its last tokens are read. */
  readonly prompt: string;
  /** New tokens. */
  readonly length: number;
  readonly seed: number;
  readonly temperature: number;
}

/** A continuation so far. `which`: whose. */
export interface ContinuePart {
  readonly which: 'dense' | 'pruned';
  readonly text: string;
  readonly tokens: number;
}

export interface WeightApi {
  weightFigure(ticket: Ticket, request: PrunedRequest): Promise<Result<WeightFigureReply>>;
  weightPaint(ticket: Ticket, request: WeightPaintRequest): Promise<Result<PaintReply>>;
  weightRow(
    ticket: Ticket,
    request: PrunedRequest & { readonly row: number },
  ): Promise<Result<WeightRowReply>>;
  /** The budget at which the method comes nearest to a sparsity of the matrix. */
  weightMatch(ticket: Ticket, request: WeightMatchRequest): Promise<Result<Match>>;
  /** Small maps of all matrices, unpruned. */
  weightThumbs(
    ticket: Ticket,
    request: WeightThumbsRequest,
    each: Each<WeightThumbReply>,
  ): Promise<Result<null>>;
  /** One point per budget for one matrix. */
  weightCurve(
    ticket: Ticket,
    request: MatrixRequest & SweepRequest,
    each: Each<WeightCurvePoint>,
  ): Promise<Result<null>>;
  /** Prunes the whole model block by block: what is left of all matrices. */
  weightSites(
    ticket: Ticket,
    request: TextRequest & MethodRequest,
    progress: Progress,
  ): Promise<Result<readonly PrunedSite[]>>;
  /**
   * Prunes the whole model block by block, and keeps it for figures; `each` hears what is left of all
   * matrices. Then measures the loss on held-out tokens and the needles found.
   */
  weightCostAt(
    ticket: Ticket,
    request: TextRequest & MethodRequest,
    each: Each<readonly PrunedSite[]>,
    progress: Progress,
  ): Promise<Result<PrunedCost>>;
  /**
   * What pruning costs at several budgets. A pruned model is not kept: needles asked `after` the loss
   * come before the next budget, and the point comes twice, first with 0 needles.
   */
  weightCost(
    ticket: Ticket,
    request: TextRequest & SweepRequest & { readonly needles: NeedleOrder },
    each: Each<PrunedCostPoint>,
    progress: Progress,
  ): Promise<Result<null>>;
  /** The dense and the pruned model go on from a text, sampled with the same seed. */
  weightContinue(
    ticket: Ticket,
    request: ContinueRequest,
    each: Each<ContinuePart>,
  ): Promise<Result<null>>;
}
