// Which figures the site has snapshots for.
import type { SnapshotEntry } from '../client/snapshots.ts';
import { OWN_MODEL } from '../core/own-tensors.ts';
import { ExpectedError } from '../core/result.ts';
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

/** Throws an ExpectedError that tells what there is, where a figure has no snapshot. */
export function requireSnapshot(spec: FigureSpec, snapshots: readonly SnapshotEntry[]): void {
  const ofText = snapshots.filter((entry) => isOf(entry, spec));
  if (ofText.some((entry) => isSiteOf(entry, spec))) return;
  const [first] = ofText;
  if (spec.model === OWN_MODEL) {
    throw new ExpectedError(
      'tensors',
      'This figure is of tensors: set the element’s property tensors.',
    );
  }
  if (!first) {
    throw new ExpectedError(
      'subject',
      'There is no snapshot of this text. Open the figure in the atlas, where the model reads it.',
    );
  }
  const [name] = siteOf(first);
  const sites = ofText.map((entry) => `${entry.layer}.${siteOf(entry)[1]}`).join(', ');
  const { layer } = spec.subject;
  throw new ExpectedError(
    'subject',
    `There is no snapshot of layer ${layer}, ${name} ${spec.subject[name]} on this text; layer.${name} can be ${sites}.`,
  );
}
