// The few coarse kernels everything heavy goes through. `ts.ts` is the readable definition of right;
// other tiers must agree with it in one shared test suite. A kernel knows nothing of models or methods.
import type { Mask } from '../core/mask/mask.ts';
import type { Paints } from '../core/card.ts';
import type { Matrix } from '../core/tensor.ts';

export type Tier = 'typescript' | 'simd' | 'relaxed-simd';

/** A linear layer's weights in the tier's own layout; made once by `prepare`. */
export interface PreparedWeight {
  /** Output features. */
  readonly out: number;
  /** Input features. */
  readonly in: number;
  /** Frees memory held outside the garbage collector's sight. */
  release(): void;
}

/** Softmax statistics of query rows: the weight of a score s is exp(s − max) / sum. */
export interface RowStatistics {
  /** Largest scaled score of each row. */
  readonly max: Float32Array;
  /** Sum of exp(score − max) over the row's causal keys. */
  readonly sum: Float32Array;
}

/** What a mask costs one head, per query row. */
export interface MaskedRows {
  /** Attention mass kept, ρ_i. */
  readonly recall: Float32Array;
  /** ‖O_i − Ô_i‖², Ô renormalised over the kept keys. */
  readonly errorSquared: Float32Array;
  /** ‖O_i‖². */
  readonly normSquared: Float32Array;
}

/**
 * A rectangle of the map in cells (fractions allowed) and the pixels it is drawn to. It may reach
 * beyond the map. Pixel (x, y) covers every cell that it touches.
 */
export interface Viewport {
  readonly row0: number;
  readonly row1: number;
  readonly col0: number;
  readonly col1: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A head's map made ready for painting in one way of showing it: one 16-bit rank per cell, ordered so
 * that the largest rank among a pixel's cells is what the pixel shows. A weight keeps 8 significant
 * bits in it, far finer than a step of the palette.
 */
export interface PaintPlane {
  readonly n: number;
  readonly show: Paints;
  /** Frees memory held outside the garbage collector's sight. */
  release(): void;
}

/** Colours are RGBA in little-endian words (0xAABBGGRR), as ImageData wants them. */
export interface PaintStyle {
  /** 256 colours for weights on a log scale: entry 0 at or below `low`, entry 255 at or above `high`. */
  readonly sequential: Uint32Array;
  /** 256 colours on the same scale for dropped weights that are heavy. */
  readonly warning: Uint32Array;
  readonly low: number;
  readonly high: number;
  /** Dropped weights that are light. */
  readonly light: number;
  /** Kept weights where only losses matter (show: 'lost'). */
  readonly kept: number;
  /** Above the diagonal and beyond the map; 0 is transparent. */
  readonly empty: number;
}

export interface Kernels {
  readonly tier: Tier;

  /**
   * Multiply-adds per millisecond, roughly and at best: for cutting long work into strips of some
   * milliseconds, between which cancel is seen. Strips much shorter than that spend their time on
   * packing keys and weights anew.
   */
  readonly pace: number;

  /**
   * Rows [from, to) of softmax(Q·Kᵀ·scale) under the causal mask: (to − from) × n, zeros above the
   * diagonal, where q and k are n × d. `out` is reused when given; `statistics` (each to − from long)
   * is filled when given.
   */
  attentionRows(
    q: Matrix,
    k: Matrix,
    scale: number,
    from: number,
    to: number,
    out?: Float32Array,
    statistics?: RowStatistics,
  ): Float32Array;

  /**
   * Causal attention output rows [from, to): (to − from) × d. With a mask, softmax over the kept
   * causal keys only (identical to renormalising); a row that keeps none gives zeros. Nothing n × n
   * is stored.
   */
  attentionOutput(
    q: Matrix,
    k: Matrix,
    v: Matrix,
    scale: number,
    mask: Mask | null,
    from: number,
    to: number,
  ): Matrix;

  /**
   * Both of these without a mask, for little more than the cost of one: `rows` as by attentionRows
   * (reused when given), `output` as by attentionOutput.
   */
  attentionBoth(
    q: Matrix,
    k: Matrix,
    v: Matrix,
    scale: number,
    from: number,
    to: number,
    rows?: Float32Array,
  ): { readonly rows: Float32Array; readonly output: Matrix };

  /**
   * Recall and output error of a mask for rows [from, to), without storing n × n. A row that keeps no
   * key has recall 0 and Ô = 0.
   */
  maskedRows(
    q: Matrix,
    k: Matrix,
    v: Matrix,
    scale: number,
    mask: Mask,
    from: number,
    to: number,
  ): MaskedRows;

  /** Recall of a mask for rows [from, to) of dense attention `probs` (n × n) that exists already. */
  recallRows(probs: Float32Array, mask: Mask, from: number, to: number): Float32Array;

  /** A·Bᵀ·scale: a is m × d, b is n × d, result m × n. */
  products(a: Matrix, b: Matrix, scale: number): Matrix;

  /** Means over blocks of `block` rows: ceil(rows/block) × cols. A ragged last block is divided by its own size. */
  poolMean(x: Matrix, block: number): Matrix;

  /** Indices of the k largest values, descending, ties to the lower index. Throws on NaN. */
  topK(values: Float32Array, k: number): Uint32Array;

  /** Weights [out × in] in float32 or as float16 bits, ready for `linear`. */
  prepare(weight: Float32Array | Uint16Array, out: number, inFeatures: number): PreparedWeight;

  /** x·Wᵀ: x is rows × in, result rows × out. `out` (rows · out numbers) is reused when given. */
  linear(x: Matrix, weight: PreparedWeight, out?: Float32Array): Matrix;

  /** x_i / √(mean(x_i²) + eps) · gain, per row. */
  rmsNorm(x: Matrix, gain: Float32Array, eps: number): Matrix;

  /**
   * Rotary positions first, first + 1, … (default from 0) on x (rows × heads·d), pairs (c, c + d/2) of
   * each head rotated by position·theta^(−2c/d) (the "rotate half" convention). A new matrix.
   */
  rope(x: Matrix, heads: number, theta: number, first?: number): Matrix;

  /** silu(gate) ∘ up, element by element. `out` is reused when given, and may be one of the inputs. */
  swiglu(gate: Matrix, up: Matrix, out?: Float32Array): Matrix;

  /**
   * Largest value of each pixel's cells: viewport height × width. Never interpolates, never loses a
   * cell: a pixel covers every cell that it touches, and a cell larger than a pixel fills all of its.
   * NaN where a pixel touches no cell of the map.
   */
  poolMax(values: Float32Array, rows: number, cols: number, view: Viewport): Float32Array;

  /**
   * Ranks the cells of dense causal attention `probs` (n × n) for painting under `mask` (null: all
   * kept). A dropped weight is heavy where it is at least an even share of its row, A_ij ≥ 1/(i + 1).
   * - attention: the heaviest weight of a pixel, whatever the mask.
   * - kept: the heaviest among kept weights and heavy dropped ones (kept at a tie); a pixel with
   *   neither shows that it dropped light weights only.
   * - lost: the heaviest of the heavy dropped weights, else that something was kept, else light.
   */
  paintPlane(probs: Float32Array, n: number, mask: Mask | null, show: Paints): PaintPlane;

  /** RGBA words of a viewport, height × width. `out` is reused when given. */
  paint(plane: PaintPlane, view: Viewport, style: PaintStyle, out?: Uint32Array): Uint32Array;
}
