// What the gallery shows of the catalogue: search, chosen values per facet, order. All of it in the
// address, so that a selection can be shared and is there again after going back.
import { readQuery, writeQuery } from '../../core/link-text.ts';
import type { MethodListing } from '../../core/method.ts';
import { groupMethods } from '../../kit/group-methods.ts';

export interface Facet {
  readonly id: string;
  readonly label: string;
  /** Values of an entry; one that has none passes only where nothing is chosen. */
  readonly valuesOf: (entry: MethodListing) => readonly string[];
}

const UNITS = /\b(block|column|diagonal|row|pair|weight|tile|group|head|channel)s?\b/g;

export const FACETS: readonly Facet[] = [
  { id: 'domain', label: 'Sparse in', valuesOf: ({ domain }) => [domain] },
  { id: 'kind', label: 'Kind', valuesOf: ({ tags }) => [ROLES[tags.role]] },
  { id: 'choice', label: 'Choice', valuesOf: ({ tags }) => [tags.selection] },
  { id: 'training', label: 'Training', valuesOf: ({ tags }) => [tags.training] },
  {
    id: 'phase',
    label: 'Phase',
    valuesOf: ({ tags }) =>
      tags.phase === 'prefill' || tags.phase === 'decode' ? [tags.phase] : ['prefill', 'decode'],
  },
  {
    id: 'unit',
    label: 'Unit',
    valuesOf: ({ tags }) => [
      ...new Set([...tags.unit.matchAll(UNITS)].map(([, word]) => `${word ?? ''}s`)),
    ],
  },
];

const ROLES = { system: 'published', baseline: 'baseline', bound: 'bound' } as const;

export const SORTS = ['kind', 'name', 'year', 'recall'] as const;
export type Sort = (typeof SORTS)[number];

export interface Filters {
  readonly search: string;
  /** Per facet the chosen values: any of them will do. Facets without a choice let everything pass. */
  readonly chosen: Readonly<Record<string, readonly string[]>>;
  readonly sort: Sort;
}

export const NO_FILTERS: Filters = { search: '', chosen: {}, sort: 'kind' };

/** Methods of one domain, in groups; a single one without a title unless sorted by kind. */
export interface Section {
  readonly domain: string;
  readonly groups: readonly {
    readonly title: string | null;
    readonly entries: readonly MethodListing[];
  }[];
}

/** What is shown, domain by domain in the order of `domains`; those without a method are left out. */
export function showMethods(
  entries: readonly MethodListing[],
  filters: Filters,
  domains: readonly string[],
  recallOf: (entry: MethodListing) => number | null,
): readonly Section[] {
  return domains
    .map((domain) => ({
      domain,
      groups: groupsOf(
        entries.filter((entry) => entry.domain === domain),
        filters,
        recallOf,
      ),
    }))
    .filter(({ groups }) => groups.length > 0);
}

function groupsOf(
  entries: readonly MethodListing[],
  { search, chosen, sort }: Filters,
  recallOf: (entry: MethodListing) => number | null,
): Section['groups'] {
  const passing = entries.filter((entry) => passes(entry, chosen));
  const groups = groupMethods(passing, search);
  if (sort === 'kind') return groups;
  const found = groups.flatMap((group) => group.entries).sort(byName);
  if (sort === 'year') found.sort((a, b) => (b.paper?.year ?? 0) - (a.paper?.year ?? 0));
  if (sort === 'recall') found.sort((a, b) => (recallOf(b) ?? -1) - (recallOf(a) ?? -1));
  return found.length > 0 ? [{ title: null, entries: found }] : [];
}

/** Values of a facet in the order of the catalogue, each with how many methods it would leave. */
export function optionsOf(
  facet: Facet,
  entries: readonly MethodListing[],
  { search, chosen }: Filters,
): { readonly value: string; readonly count: number }[] {
  const others = { ...chosen, [facet.id]: [] };
  const passing = entries.filter((entry) => passes(entry, others));
  const left = groupMethods(passing, search).flatMap((group) => group.entries);
  const values = new Set(entries.flatMap((entry) => facet.valuesOf(entry)));
  return [...values].map((value) => ({
    value,
    count: left.filter((entry) => facet.valuesOf(entry).includes(value)).length,
  }));
}

export function toggle(filters: Filters, facet: string, value: string): Filters {
  const old = filters.chosen[facet] ?? [];
  const next = old.includes(value) ? old.filter((each) => each !== value) : [...old, value];
  return { ...filters, chosen: { ...filters.chosen, [facet]: next } };
}

export function isFiltered({ search, chosen }: Filters): boolean {
  return search.trim() !== '' || Object.values(chosen).some((values) => values.length > 0);
}

/** As the part of an address after its '#'; '' where nothing is filtered or sorted. */
export function writeFilters({ search, chosen, sort }: Filters): string {
  const pairs: [string, string][] = FACETS.flatMap(({ id }) =>
    (chosen[id] ?? []).length > 0 ? [[id, (chosen[id] ?? []).join(',')] as [string, string]] : [],
  );
  if (search.trim() !== '') pairs.unshift(['q', search]);
  if (sort !== NO_FILTERS.sort) pairs.push(['sort', sort]);
  return writeQuery(pairs);
}

/** The inverse; what is unknown is left out. */
export function readFilters(hash: string): Filters {
  const pairs = new Map(readQuery(hash));
  const sort = SORTS.find((each) => each === pairs.get('sort')) ?? NO_FILTERS.sort;
  const chosen = Object.fromEntries(
    FACETS.flatMap(({ id }) => {
      const values = (pairs.get(id) ?? '').split(',').filter(Boolean);
      return values.length > 0 ? [[id, values]] : [];
    }),
  );
  return { search: pairs.get('q') ?? '', chosen, sort };
}

function passes(entry: MethodListing, chosen: Filters['chosen']): boolean {
  return FACETS.every(({ id, valuesOf }) => {
    const wanted = chosen[id] ?? [];
    return wanted.length === 0 || valuesOf(entry).some((value) => wanted.includes(value));
  });
}

function byName(a: MethodListing, b: MethodListing): number {
  return a.name.localeCompare(b.name, 'en');
}
