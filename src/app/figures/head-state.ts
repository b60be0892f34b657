// What the figure of a head is drawn from, whatever page holds it.
import type { FigureReply } from '../../../workers/api.ts';
import type { CatalogueEntry } from '../../core/method.ts';
import type { FigureSpec, FigureView } from '../../core/spec.ts';
import { attentionSummary } from '../../figure/summary.ts';
import type { ReadRow } from '../../figure/map/types.ts';
import type { Cell, Paint } from '../../figure/types.ts';
import type { Shown } from './shown.ts';

export interface HeadState {
  readonly entry: CatalogueEntry;
  readonly spec: FigureSpec;
  readonly figure: Shown<FigureReply> | null;
  /** What each token spells. */
  readonly pieces: readonly string[];
  readonly busy: boolean;
  readonly paint: Paint | null;
  /** Attention of a query over keys 0 … query. */
  readonly rowWeights: ReadRow<Float32Array> | null;
  /** The row that the inspector shows, and its dense attention. */
  readonly shownQuery: number | null;
  readonly weights: Float32Array | null;
  /** Cell under the crosshair. */
  cell: Cell | null;
  look(change: Partial<FigureView>): void;
}

/** What a mask keeps, in a sentence; under the name of the method that made it. */
export function headSummary({ figure }: Pick<HeadState, 'figure'>): string {
  return figure ? attentionSummary(figure.entry.name, figure.reply.metrics) : '';
}
