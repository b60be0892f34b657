// Where the handle of a curve of output errors stands. Off the curve's statistics, as where the model is
// pruned block by block, only the sparsity of the matrix on show is a place on it, not its error.
import type { CatalogueEntry } from '../../core/method.ts';
import type { FigureSpec } from '../../core/spec.ts';
import type { MatrixMetrics } from '../../domains/weights/metrics.ts';
import { budgetInForce, measured } from '../../kit/setting.ts';

interface View {
  readonly spec: FigureSpec;
  readonly entry: Pick<CatalogueEntry, 'budgetParams'>;
  readonly figure: {
    readonly spec: FigureSpec;
    readonly reply: { readonly metrics: Pick<MatrixMetrics, 'sparsity'> };
  } | null;
}

export function errorHandle(view: View) {
  const budget = budgetInForce(view);
  const found = budget === null ? measured(view) : null;
  return { budget, now: found && { x: found.metrics.sparsity, y: null } };
}
