// What a mask leaves of one matrix, and of all of them: the same numbers for every method, each with its
// denominator in its comment and, for readers, in definitions.ts.
import { countsPerTile } from '../../core/mask/counts.ts';
import type { Mask } from '../../core/mask/mask.ts';
import type { WeightSelection } from '../../methods/weights.ts';
import { formatCosts, type FormatCost, type FormatId } from './formats.ts';

export interface MatrixMetrics {
  /** out·in. */
  readonly weights: number;
  readonly kept: number;
  /** 1 − kept / (out·in). */
  readonly sparsity: number;
  /** ‖X(W − Ŵ)ᵀ‖_F / ‖XWᵀ‖_F on held-out tokens; null without such tokens. */
  readonly outputError: number | null;
  readonly estimationFlops: number;
  readonly formats: Readonly<Record<FormatId, FormatCost | null>>;
}

export function matrixMetrics(
  selection: WeightSelection,
  outputError: number | null,
): MatrixMetrics {
  const { mask, estimationFlops } = selection;
  const weights = mask.rows * mask.cols;
  const kept = mask.count();
  return {
    weights,
    kept,
    sparsity: 1 - kept / weights,
    outputError,
    estimationFlops,
    formats: formatCosts(mask),
  };
}

/** Share of the weights kept per row (out) and per column (in). */
export interface Marginals {
  readonly rows: Float32Array;
  readonly cols: Float32Array;
}

export function marginals(mask: Mask): Marginals {
  const share = (counts: Float64Array, of: number): Float32Array =>
    Float32Array.from(counts, (kept) => kept / of);
  return {
    rows: share(countsPerTile(mask, 1, mask.cols).counts, mask.cols),
    cols: share(countsPerTile(mask, mask.rows, 1).counts, mask.rows),
  };
}
