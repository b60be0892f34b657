// What the index of snapshots tells of each: a build writes it, pages read it.
import type { ParamRecord } from './params.ts';
import type { TextSource } from './spec.ts';

/** One site, as a build has written it. */
export interface SnapshotEntry {
  readonly domain: string;
  readonly kind: string;
  /** File name below the folder of snapshots. */
  readonly file: string;
  /** Name of the text, e.g. `tale-needle`. */
  readonly name: string;
  readonly model: string;
  readonly text: TextSource;
  /** Of the text's characters; `fingerprint`. */
  readonly mark: string;
  readonly tokens: number;
  /** Where, as in a spec. */
  readonly subject: ParamRecord;
  /** Offered on the site; others are there for figures on other pages, which name them by their place. */
  readonly offered: boolean;
  /** Files that every method needs besides. */
  readonly needs?: readonly string[];
  /** Further files by the part that only some methods read. */
  readonly parts?: Readonly<Record<string, readonly string[]>>;
  /** What the domain tells of it. */
  readonly about: Readonly<Record<string, unknown>>;
}
