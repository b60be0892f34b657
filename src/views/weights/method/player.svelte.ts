// The state of a weight method's page.
import type { WeightCurvePoint, WeightFigureReply } from '../../../../workers/weights-api.ts';
import type { MatrixSnapshot, SnapshotEntry } from '../../../client/snapshots.ts';
import type { Reply } from '../../../client/types.ts';
import type { ParamRecord } from '../../../core/params.ts';
import type { FigureSpec } from '../../../core/spec.ts';
import type { MatrixCell, ReadRow } from '../../../figure/matrix/types.ts';
import type { Paint } from '../../../figure/types.ts';
import type { MatrixState } from '../state.ts';
import type { Shareable } from '../../../kit/share/shareable.ts';
import { MATRIX_BUDGETS } from '../../../kit/sweeps.ts';
import { theme } from '../../../kit/theme.svelte.ts';
import { fetchRow } from '../fetch-row.ts';
import { Player } from '../../../kit/player.svelte.ts';

export class MatrixPlayer
  extends Player<WeightFigureReply, MatrixSnapshot, WeightCurvePoint>
  implements MatrixState
{
  cell: MatrixCell | null = $state.raw(null);

  /** Magnitude, the oldest of them; it is held against chance. */
  get curveMethods(): readonly string[] {
    return [this.entry.id, this.entry.id === 'magnitude' ? 'random' : 'magnitude'];
  }

  /** Steps about a single output show the pinned one. */
  override get figureKey(): string {
    return `${this.spec.view.query} ${super.figureKey}`;
  }

  readonly readRow: ReadRow | null = $derived.by(() => {
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
    const { shareMatrix } = await import('../share.ts');
    return shareMatrix(this, () => ({
      curves: [...this.curves.values()].flat(),
      ...{ cost: null, costs: [], sites: [] },
    }));
  }
}
