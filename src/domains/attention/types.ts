// What differs in type between attention and other domains.
import type {
  AttentionHead,
  AttentionMethod,
  AttentionSelection,
  AttentionShape,
} from '../../methods/attention.ts';
import type { AnySubject } from '../contract.ts';
import type { ModelCost } from './cost.ts';
import type { HeadReport } from './metrics.ts';

/** One query head on a text. */
export interface HeadSubject extends AnySubject {
  readonly head: AttentionHead;
  /** Heads of its layer; of a snapshot only the head itself. */
  readonly siblings: readonly AttentionHead[];
  /** Key/value heads of one layer. */
  readonly kvHeads: number;
  /** Beside which tables of methods lie. */
  readonly model: string;
  /** Whether its map may stay: the maps of all heads of a long text do not fit. */
  readonly keepsMap: boolean;
}

/** What a figure's reply holds of a head. */
export interface HeadFigure {
  /** Attention mass kept per query row. */
  readonly rowRecall: Float32Array;
  /** ‖O_i − Ô_i‖ / ‖O_i‖ per query row. */
  readonly rowError: Float32Array;
}

export interface HeadRow {
  /** The query's dense attention over keys 0 … query. */
  readonly weights: Float32Array;
}

/** A method in one head of all. */
export interface HeadSurvey {
  readonly layer: number;
  readonly head: number;
  readonly recall: number;
  readonly sparsity: number;
  /** The largest recall that any mask with as many pairs could have on this head. */
  readonly bound: number;
  /** The query that keeps the least of its attention. */
  readonly worst: { readonly query: number; readonly recall: number };
}

export interface AttentionTypes {
  readonly method: AttentionMethod;
  readonly shape: AttentionShape;
  readonly subject: HeadSubject;
  readonly selection: AttentionSelection;
  readonly report: HeadReport;
  readonly figure: HeadFigure;
  readonly row: HeadRow;
  readonly survey: HeadSurvey;
  readonly cost: ModelCost;
}
