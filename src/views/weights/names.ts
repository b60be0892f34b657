// Matrices of a block as the page names them, in the order in which they compute.
import type { MatrixName } from '../../../workers/weights-api.ts';
import { subjectTables } from '../../core/subjects.ts';

const LABELS = new Map<string, string>(
  subjectTables.weights.matrix.options.map(({ value, label }) => [value, label.toLowerCase()]),
);

export const MATRIX_NAMES: readonly MatrixName[] = subjectTables.weights.matrix.options.map(
  ({ value }) => value,
);

/** "query projection". */
export function nameOf(matrix: MatrixName): string {
  return LABELS.get(matrix) ?? matrix;
}

/** What the budget is a fraction of. */
export const BUDGET_HELP =
  'Fraction of the prunable weights that the method is asked to keep. Each method turns it into its ' +
  'own parameters; how sparse it really is stands under the numbers.';
