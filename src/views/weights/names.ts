// Matrices of a block as the page names them, in the order in which they compute.
import type { FigureSpec } from '../../core/spec.ts';
import { params } from '../../domains/weights/card.ts';
import type { MatrixName } from '../../methods/weights.ts';

const LABELS = new Map<string, string>(
  params.matrix.options.map(({ value, label }) => [value, label.toLowerCase()]),
);

export const MATRIX_NAMES: readonly MatrixName[] = params.matrix.options.map(({ value }) => value);

/** "query projection". */
export function nameOf(matrix: MatrixName): string {
  return LABELS.get(matrix) ?? matrix;
}

/** Where a figure is. */
export function placeOf({ subject }: Pick<FigureSpec, 'subject'>): {
  readonly layer: number;
  readonly matrix: MatrixName;
} {
  return {
    layer: Number(subject['layer'] ?? 0),
    matrix: String(subject['matrix'] ?? 'q') as MatrixName,
  };
}

/** What the budget is a fraction of. */
export const BUDGET_HELP =
  'Fraction of the prunable weights that the method is asked to keep. Each method turns it into its ' +
  'own parameters; how sparse it really is stands under the numbers.';
