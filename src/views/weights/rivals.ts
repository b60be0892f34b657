// Whom a weight competes with, in words.
import type { MatrixFigure } from '../../domains/weights/types.ts';

/** Completes "place 3 of 4 …". A contest over the model is told within the matrix. */
export function rivalsName(contest: MatrixFigure['contest']): string {
  switch (contest) {
    case 'row':
      return 'in its row';
    case 'group':
      return 'in its group';
    default:
      return 'in this matrix';
  }
}
