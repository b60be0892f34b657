// Which figures the site has snapshots for.
import type { SnapshotEntry } from '../client/snapshots.ts';
import { sameText } from '../core/same-text.ts';
import type { FigureSpec } from '../core/spec.ts';

/** Whether a snapshot is of the figure's domain, kind, model and text. */
export function isOf(entry: SnapshotEntry, spec: FigureSpec): boolean {
  return (
    entry.domain === spec.domain &&
    entry.kind === spec.kind &&
    entry.model === spec.model &&
    entry.tokens === spec.tokens &&
    sameText(entry.text, spec.text)
  );
}

/** Whether a snapshot is of the very site of a figure. */
export function isSiteOf(entry: SnapshotEntry, spec: FigureSpec): boolean {
  const place = Object.entries(entry.subject);
  return isOf(entry, spec) && place.every(([name, value]) => spec.subject[name] === value);
}

/** "layer.head", and "3.1": how attributes say where a snapshot is. */
export function placeText({ subject }: Pick<SnapshotEntry, 'subject'>): {
  readonly names: string;
  readonly values: string;
} {
  return { names: Object.keys(subject).join('.'), values: Object.values(subject).join('.') };
}
