// What a head does, in words with the numbers that the build measured.
import type { SnapshotEntry } from '../../../client/snapshots.ts';
import type { HeadAbout } from '../../../domains/attention/about.ts';
import { percent } from '../../../figure/format.ts';

export const TEXT_LABELS: Readonly<Record<string, string>> = {
  'tale-needle': 'Tale with needles',
  code: 'Code',
  docs: 'Docs',
};

const ROLES = { local: 'local', sink: 'sink', far: 'far-looking' } as const;

/** What the build tells of a head. */
export function aboutOf({ about }: Pick<SnapshotEntry, 'about'>): HeadAbout {
  return about as unknown as HeadAbout;
}

/** e.g. "layer 4 · head 5, sink". */
export function headLabel(entry: SnapshotEntry): string {
  const { layer, head } = entry.subject;
  const { role } = aboutOf(entry);
  return `layer ${layer} · head ${head}${role === null ? '' : `, ${ROLES[role]}`}`;
}

/** One sentence: where its attention goes. */
export function headSentence(entry: SnapshotEntry): string {
  const { role, profile } = aboutOf(entry);
  const { local, sink, far } = profile;
  switch (role) {
    case 'sink':
      return `A sink: ${percent(sink, 0)} of its attention lies on the first token.`;
    case 'far':
      return `It looks far: on average a single key at least 64 tokens back gets ${percent(far, 0)} of a query’s attention.`;
    case 'local':
      return `Local: ${percent(local, 0)} of its attention falls on the newest 16 keys.`;
    case null:
      return `${percent(sink, 0)} of its attention lies on the first token, ${percent(local, 0)} on the newest 16 keys; a single key at least 64 tokens back gets ${percent(far, 0)} on average.`;
  }
}
