// Which figures the site has snapshots for.
import type { SnapshotEntry } from '../client/snapshots.ts';
import { sameText } from '../core/same-text.ts';
import type { FigureSpec } from '../core/spec.ts';

/** Whether a snapshot is of the figure's domain, model and text. */
export function isOf(entry: SnapshotEntry, spec: FigureSpec): boolean {
  return (
    entry.domain === spec.domain &&
    entry.model === spec.model &&
    entry.tokens === spec.tokens &&
    sameText(entry.text, spec.text)
  );
}

/** Whether a snapshot is of the very head or matrix of a figure. */
export function isSiteOf(entry: SnapshotEntry, spec: FigureSpec): boolean {
  const { layer, head, matrix } = spec.subject;
  const [, site] = siteOf(entry);
  const wanted = entry.domain === 'attention' ? head : matrix;
  return isOf(entry, spec) && entry.layer === layer && site === wanted;
}

/** Where in its layer a snapshot is: the name of that part of a subject, and its value. */
export function siteOf(
  entry: SnapshotEntry,
): readonly ['head', number] | readonly ['matrix', string] {
  return entry.domain === 'attention' ? ['head', entry.head] : ['matrix', entry.matrix];
}
