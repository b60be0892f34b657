// One row of the matrix on show, as the figure and the inspector read it.
import type { WeightFigureReply } from '../../../workers/weights-api.ts';
import type { FullClient } from '../../client/weights.ts';
import type { FigureSpec } from '../../core/spec.ts';
import type { MatrixRow } from '../../figure/map/words/matrix-row.ts';
import { rivalsName } from './rivals.ts';

interface Shown {
  readonly spec: FigureSpec;
  readonly reply: Pick<WeightFigureReply, 'contest'>;
}

/** Null where a newer call of the same channel overtook it. */
export async function fetchRow(
  client: FullClient,
  { spec, reply: { contest } }: Shown,
  row: number,
  channel: string,
): Promise<MatrixRow | null> {
  const reply = await client.weights.row(spec, row, { channel });
  if (!reply?.ok) return null;
  const { values, norms, scores, ranks, rivals } = reply.value;
  return {
    values,
    norms: norms ?? undefined,
    scores: scores ?? undefined,
    ranks: ranks ?? undefined,
    rivals: ranks ? { count: rivals, name: rivalsName(contest) } : undefined,
  };
}
