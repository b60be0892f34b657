// Whom a weight competes with, in words.
import type { WeightFigureReply } from '../../../workers/weights-api.ts';

/** Completes "place 3 of 4 …". A contest over the model is told within the matrix. */
export function rivalsName(contest: WeightFigureReply['contest']): string {
  switch (contest) {
    case 'row':
      return 'in its row';
    case 'group':
      return 'in its group';
    default:
      return 'in this matrix';
  }
}
