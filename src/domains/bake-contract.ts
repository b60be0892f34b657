// What a build lets a domain write, so that its figures are there without the model: the default export of
// `domains/<id>/bake.ts`, for domains that have any such thing.
import type { SnapshotEntry } from '../core/snapshot-entry.ts';
import type { TextSource } from '../core/spec.ts';
import type { Desk } from './contract.ts';

export interface Build {
  readonly desk: Desk;
  /** The text of the domain's usual figure, then all built-in ones. */
  readonly texts: readonly NamedText[];
  textOf(source: TextSource): string;
  /** Returns the file's name below the folder of all snapshots. */
  write(name: string, bytes: ArrayBuffer): string;
}

/** A text by the name that snapshots call it. */
export interface NamedText {
  readonly name: string;
  readonly text: TextSource;
}

export interface DomainBake {
  /** Writes the files; their entries, that of the usual figure first. */
  snapshots(build: Build): Promise<readonly SnapshotEntry[]>;
}
