// The weights domain's seam: what a method gets (one linear layer of the model, with what entered it on
// calibration text), and what it hands back.
//
// Three reaches of a method, each optional but the last:
// - `plan` sees all prunable matrices of the dense model once, before anything is pruned: one threshold
//   for all of them, densities per layer, a draw over the whole model;
// - `siblings()` are the matrices of the same block, for those that must be cut together;
// - `select` prunes one matrix.
import type { Mask } from '../core/mask/mask.ts';
import type { MethodInfo } from '../core/method.ts';
import type { ParamRecord, ParamTable, ParamValues } from '../core/params.ts';
import type { Matrix } from '../core/tensor.ts';
import type { Stage } from '../core/trace.ts';
import type { Kernels } from '../kernels/contract.ts';

/** The prunable matrices of a block, in the order in which they compute. */
export const MATRICES = ['q', 'k', 'v', 'o', 'gate', 'up', 'down'] as const;
export type MatrixName = (typeof MATRICES)[number];

/** What `atBudget` may know: sizes, not values. */
export interface WeightShape {
  /** Output features: rows. */
  readonly out: number;
  /** Input features: columns. */
  readonly in: number;
  /** Blocks of the model. */
  readonly layers: number;
  /** Query heads, and key/value heads, of a block. */
  readonly heads: number;
  readonly kvHeads: number;
}

/** What entered a linear layer on the calibration text, summed up per input feature j. */
export interface LayerInputs {
  readonly tokens: number;
  /** Sequences that the tokens came in; sums are divided by it. */
  readonly sequences: number;
  /** √(Σ x_j² / sequences). */
  readonly l2: Float32Array;
  /** Σ x_j / sequences. */
  readonly sum: Float32Array;
  /** Mean over tokens of the population variance of x_j within the token's sequence. */
  readonly variance: Float32Array;
  /** H = (2 / sequences)·Σ x xᵀ, in × in, row-major. Computed when first asked for, then kept. */
  hessian(): Float32Array;
}

/** One linear layer of one block: y = W·x. */
export interface WeightMatrix extends WeightShape {
  readonly layer: number;
  readonly name: MatrixName;
  /** out × in. Not to be changed. */
  readonly weight: Matrix;
  /** Absent without calibration text. Matrices that read the same input share the very same object. */
  readonly inputs?: LayerInputs;
}

/** All prunable matrices, by layer and then in the order of `MATRICES`. */
export interface WeightModel {
  readonly matrices: readonly WeightMatrix[];
  /**
   * What the method's `digest` made of this model once. Given where only one matrix is at hand: all sizes
   * are right then, but reading the weights or inputs of a matrix throws an ExpectedError.
   */
  readonly digest?: Digest | undefined;
}

/** Named numbers about a whole model, small enough to be carried with one of its matrices. */
export type Digest = Readonly<Record<string, Float32Array>>;

/** Tools that a method may use while selecting. */
export interface WeightContext<P = unknown> {
  readonly kernels: Kernels;
  /** What `plan` made of the whole model; undefined for methods without one. */
  readonly plan: P;
  /**
   * The prunable matrices of this matrix's block, itself among them, all with the same calibration; at
   * least those that share its heads or its channels.
   */
  siblings(): readonly WeightMatrix[];
}

/** Among which weights a weight must score high to stay. */
export type Contest =
  | { readonly among: 'model' | 'matrix' | 'row' }
  /** `size` neighbouring inputs of a row; neighbours in `order` where inputs were dealt anew. */
  | { readonly among: 'group'; readonly size: number; readonly order?: Uint32Array }
  /** All rows of `size` neighbouring inputs, or of rows × cols tiles compared with one another. */
  | { readonly among: 'columns'; readonly size: number }
  | { readonly among: 'tiles'; readonly rows: number; readonly cols: number }
  /** Whole heads and channels, cut together in several matrices. */
  | { readonly among: 'units' };

/** The mask at one moment of a method that changes its mind. */
export interface MaskFrame {
  readonly label: string;
  readonly mask: Mask;
}

export interface WeightSelection {
  /** out × in: weights that stay; where the method's effect is 'train', weights that may change. */
  readonly mask: Mask;
  /** out × in, for methods that change kept weights too; exactly 0 where the mask drops. */
  readonly weight?: Float32Array;
  /** FLOPs spent on choosing, without the passes of the calibration text through the model. */
  readonly estimationFlops: number;
  readonly contest: Contest;
  /** out × in: what the choice was made by; larger stays. Absent where nothing is scored. */
  readonly scores?: () => Matrix;
  /** How the mask came about over time, oldest first, `mask` last; absent where it was chosen at once. */
  readonly history?: readonly MaskFrame[];
  readonly warnings?: readonly string[];
  /**
   * Made on demand, in the order of the method's `stages`. Stages that show a single row show output
   * feature `row`, by default one that has something to show.
   */
  trace(row?: number): readonly Stage[];
}

/** A hand-derived case: inputs, what must come out, and why. */
export interface WeightFact {
  readonly name: string;
  readonly why: string;
  /** The matrix to select from, or a model and which of its matrices. */
  readonly matrix: () => WeightMatrix;
  /** The whole model for `plan` and the block for `siblings`; default: the matrix alone. */
  readonly model?: () => WeightModel;
  readonly params: ParamRecord;
  /** The mask, a row a string: '#' kept, '.' dropped. */
  readonly rows?: readonly string[];
  /** Kept weights. */
  readonly kept?: number;
  /** The weights afterwards, to 1e-4. */
  readonly weight?: readonly (readonly number[])[];
  /** Further numbers, to 1e-4: what to read from the selection, and what it must be. */
  readonly numbers?: readonly {
    readonly name: string;
    readonly read: (selection: WeightSelection) => number;
    readonly expected: number;
  }[];
}

export interface WeightMethod<
  T extends ParamTable = ParamTable,
  P = unknown,
> extends MethodInfo<T> {
  readonly domain: 'weights';
  /** Whether dropped weights become 0, or the mask says which weights a fine-tuning would train. */
  readonly effect: 'prune' | 'train';
  /**
   * Whether `inputs` are read: by `plan`, those of the dense model; by `select`, those behind blocks
   * that are pruned already. Without them the calibration text is never run.
   */
  readonly calibrates: { readonly plan: boolean; readonly select: boolean };
  /**
   * The one knob: parameters that keep about this fraction (0, 1] of the weights; 1 keeps all. Names
   * only the parameters it moves; the curves' x-axis is always the sparsity achieved.
   */
  atBudget(budget: number, shape: WeightShape): Partial<ParamValues<T>>;
  plan?(model: WeightModel, params: ParamValues<T>, kernels: Kernels): P;
  /**
   * For plans that read weights or inputs: what they need for the settings that sliders can stand on.
   * Others go on to read the model, and fail where it is not at hand.
   */
  digest?(model: WeightModel): Digest;
  select(matrix: WeightMatrix, params: ParamValues<T>, ctx: WeightContext<P>): WeightSelection;
  readonly facts: readonly WeightFact[];
}

/** Identity; gives a method file its types. */
export function defineWeights<const T extends ParamTable, P = undefined>(
  method: WeightMethod<T, P>,
): WeightMethod<T, P> {
  return method;
}

/** What the list of all methods knows a method of this domain as. */
export type Method = WeightMethod;

/** Sizes to probe `atBudget` with. */
export const probes: readonly WeightShape[] = [
  { out: 192, in: 192, layers: 6, heads: 6, kvHeads: 6 },
  { out: 192, in: 512, layers: 6, heads: 6, kvHeads: 6 },
  { out: 4, in: 6, layers: 1, heads: 1, kvHeads: 1 },
];
