// Which figures the site has snapshots for.
import type { SnapshotEntry } from '../client/snapshots.ts';
import type { FigureSpec, TextSource } from '../core/spec.ts';

/** Whether a snapshot is of the figure's domain, model and text. */
export function isOf(entry: SnapshotEntry, spec: FigureSpec): boolean {
  return (
    entry.domain === spec.domain &&
    entry.model === spec.model &&
    entry.tokens === spec.tokens &&
    sameText(entry.text, spec.text)
  );
}

function sameText(a: TextSource, b: TextSource): boolean {
  if (a.kind === 'tale') return b.kind === 'tale' && a.seed === b.seed;
  if (a.kind === 'sample') return b.kind === 'sample' && a.id === b.id;
  return b.kind === 'own' && a.text === b.text;
}

/** Whether a snapshot is of the very head of a figure. */
export function isHeadOf(entry: SnapshotEntry, spec: FigureSpec): boolean {
  const { layer, head } = spec.subject;
  if (entry.domain !== 'attention') return false;
  return isOf(entry, spec) && entry.layer === layer && entry.head === head;
}
