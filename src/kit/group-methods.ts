// Which methods a search finds, in the groups of the list.
import type { MethodListing, Tags } from '../core/method.ts';

const TITLES: Readonly<Record<Tags['role'], string>> = {
  system: 'Published systems',
  baseline: 'Baselines',
  bound: 'Upper bounds',
};

export interface MethodGroup {
  readonly role: Tags['role'];
  readonly title: string;
  readonly entries: readonly MethodListing[];
}

/** Every word must occur in the name, summary, authors, year or tags; empty groups are left out. */
export function groupMethods(entries: readonly MethodListing[], search: string): MethodGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter((entry) => {
    const { paper, tags } = entry;
    const text = [
      entry.id,
      entry.name,
      entry.summary,
      paper?.title,
      paper?.authors,
      paper?.year,
      tags.unit,
      tags.selection,
      tags.training,
      tags.phase,
    ]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (Object.keys(TITLES) as Tags['role'][])
    .map((role) => ({
      role,
      title: TITLES[role],
      entries: found.filter((entry) => entry.tags.role === role),
    }))
    .filter((group) => group.entries.length > 0);
}
