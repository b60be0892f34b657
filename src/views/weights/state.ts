// What the figure of a weight matrix is drawn from, whatever page holds it.
import type { WeightFigureReply } from '../../../workers/weights-api.ts';
import type { FullClient } from '../../client/weights.ts';
import type { CatalogueEntry } from '../../core/method.ts';
import type { FigureSpec, FigureView } from '../../core/spec.ts';
import type { ReadRow } from '../../figure/map/types.ts';
import type { MatrixRow } from '../../figure/map/words/matrix-row.ts';
import type { Cell, Paint } from '../../figure/types.ts';
import { weightSummary } from '../../figure/summary.ts';
import type { Shown } from '../../kit/shown.ts';

export interface MatrixState {
  readonly client: FullClient;
  readonly entry: CatalogueEntry;
  readonly spec: FigureSpec;
  readonly figure: Shown<WeightFigureReply> | null;
  readonly busy: boolean;
  readonly paint: Paint | null;
  readonly readRow: ReadRow<MatrixRow> | null;
  /** Weight under the crosshair. */
  cell: Cell | null;
  look(change: Partial<FigureView>): void;
}

/** What a mask keeps, in a sentence or two; under the name of the method that made it. */
export function matrixSummary({ figure }: Pick<MatrixState, 'figure'>): string {
  if (!figure) return '';
  const { effect, metrics } = figure.reply;
  return weightSummary(figure.entry.name, metrics, effect);
}
