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
