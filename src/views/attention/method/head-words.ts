// What a head does, in words with the numbers that the build measured.
import type { HeadSnapshot } from '../../../client/snapshots.ts';
import { percent } from '../../../figure/format.ts';

export const TEXT_LABELS: Readonly<Record<string, string>> = {
  'tale-needle': 'Tale with needles',
  code: 'Code',
  docs: 'Docs',
};

const ROLES = { local: 'local', sink: 'sink', far: 'far-looking' } as const;

/** e.g. "layer 4 · head 5, sink". */
export function headLabel({ layer, head, role }: HeadSnapshot): string {
  return `layer ${layer} · head ${head}${role === null ? '' : `, ${ROLES[role]}`}`;
}

/** One sentence: where its attention goes. */
export function headSentence({ role, profile }: HeadSnapshot): string {
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
