// Whether a figure can be drawn from the site's snapshots; why not is told by a module of its own.
import type { SnapshotEntry } from '../client/snapshots.ts';
import type { FigureSpec } from '../core/spec.ts';
import { isOf, isSiteOf } from './baked.ts';

/** Throws an ExpectedError where there is no snapshot of a figure. */
export async function requireSnapshot(
  spec: FigureSpec,
  snapshots: readonly SnapshotEntry[],
): Promise<void> {
  if (snapshots.some((entry) => isSiteOf(entry, spec))) return;
  const { explainMissing } = await import('./missing.ts');
  throw explainMissing(
    spec,
    snapshots.filter((entry) => isOf(entry, spec)),
  );
}
