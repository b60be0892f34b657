// What a head does, in words with the numbers that the build measured.
import type { SnapshotEntry } from '../../client/snapshots.ts';
import { fixed, percent } from '../../figure/format.ts';

export const TEXT_LABELS: Readonly<Record<string, string>> = {
  'tale-needle': 'Tale with needles',
  code: 'Code',
  docs: 'Docs',
};

const ROLES = { local: 'local', sink: 'sink', far: 'far-looking' } as const;

/** e.g. "layer 4 · head 5, sink". */
export function headLabel({ layer, head, role }: SnapshotEntry): string {
  return `layer ${layer} · head ${head}${role === null ? '' : `, ${ROLES[role]}`}`;
}

/** One sentence: where its attention goes. */
export function headSentence({ role, profile }: SnapshotEntry): string {
  const { local, sink, far } = profile;
  switch (role) {
    case 'sink':
      return `Of all heads on this text it puts the most on the first token: ${percent(sink, 0)} of its attention.`;
    case 'far':
      return `Of the other heads it looks farthest: on average a single key at least 64 tokens back gets ${fixed(far, 2)}.`;
    case 'local':
      return `Of the other heads it is the most local: ${percent(local, 0)} of its attention falls on the newest 16 keys.`;
    case null:
      return `${percent(local, 0)} of its attention falls on the newest 16 keys, ${percent(sink, 0)} on the first token.`;
  }
}
