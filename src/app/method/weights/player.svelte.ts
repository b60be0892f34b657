// The state of a weight method's page.
import type { WeightCurvePoint, WeightFigureReply } from '../../../../workers/weights-api.ts';
import type { MatrixSnapshot, SnapshotEntry } from '../../../client/snapshots.ts';
import type { Reply } from '../../../client/types.ts';
import type { ParamRecord } from '../../../core/params.ts';
import type { FigureSpec } from '../../../core/spec.ts';
import type { ReadRow } from '../../../figure/map/types.ts';
import type { MatrixRow } from '../../../figure/map/words/matrix-row.ts';
import type { Cell, Paint } from '../../../figure/types.ts';
import type { MatrixState } from '../../figures/matrix-state.ts';
import type { Shareable } from '../../share/shareable.ts';
import { MATRIX_BUDGETS } from '../../sweeps.ts';
import { theme } from '../../theme.svelte.ts';
import { fetchRow } from '../../weights/fetch-row.ts';
import { Player } from '../player.svelte.ts';

export class MatrixPlayer
  extends Player<WeightFigureReply, MatrixSnapshot, WeightCurvePoint>
  implements MatrixState
{
  cell: Cell | null = $state.raw(null);

  /** Magnitude, the oldest of them; it is held against chance. */
  get curveMethods(): readonly string[] {
    return [this.entry.id, this.entry.id === 'magnitude' ? 'random' : 'magnitude'];
  }

  /** Steps about a single output show the pinned one. */
  override get figureKey(): string {
    return `${this.spec.view.query} ${super.figureKey}`;
  }

  readonly readRow: ReadRow<MatrixRow> | null = $derived.by(() => {
    const shown = this.figure;
    return shown ? (row) => fetchRow(this.client, shown, row, 'figure') : null;
  });

  protected offers(snapshot: SnapshotEntry): boolean {
    return snapshot.domain === 'weights';
  }

  protected subjectOf({ layer, matrix }: MatrixSnapshot): ParamRecord {
    return { layer, matrix };
  }

  protected ask(spec: FigureSpec): Promise<Reply<WeightFigureReply>> {
    return this.client.weights.figure(spec, spec.view.query);
  }

  protected sweep(method: string, each: (point: WeightCurvePoint) => void, signal: AbortSignal) {
    return this.client.weights.curve(this.spec, method, MATRIX_BUDGETS, each, { signal });
  }

  protected paintOf(spec: FigureSpec): Paint {
    const scheme = theme.current;
    return async (view) => {
      const reply = await this.client.weights.paint(spec, view, scheme);
      return reply?.ok ? reply.value.pixels : null;
    };
  }

  protected async share(): Promise<Shareable> {
    const { shareMatrix } = await import('../../share/weights.ts');
    return shareMatrix(this, () => ({
      curves: [...this.curves.values()].flat(),
      ...{ cost: null, costs: [], sites: [] },
    }));
  }
}
