// What the gallery shows for a search, chips and an order.
import { describe, expect, it } from 'vitest';
import type { MethodListing, Tags } from '../../../src/core/method.ts';
import { shortCite } from '../../../src/app/cite.ts';
import {
  FACETS,
  isFiltered,
  NO_FILTERS,
  optionsOf,
  readFilters,
  showMethods,
  toggle,
  writeFilters,
  type Filters,
} from '../../../src/app/gallery/filters.ts';

function entry(id: string, tags: Partial<Tags>, year?: number): MethodListing {
  return {
    id,
    name: id,
    domain: 'attention',
    summary: `the idea of ${id}`,
    ...(year !== undefined && { paper: { title: 't', authors: `Ada ${id}son`, year } }),
    tags: {
      unit: 'blocks',
      selection: 'dynamic',
      training: 'training-free',
      phase: 'prefill',
      role: 'system',
      ...tags,
    },
  };
}

const ENTRIES = [
  entry('Beta', { unit: 'columns and diagonals, or blocks' }, 2024),
  entry('Gamma', { selection: 'static', phase: 'both' }, 2025),
  entry('Alpha', { role: 'baseline', selection: 'static', phase: 'decode', unit: 'pairs' }, 2020),
  entry('Delta', { role: 'bound', unit: 'rows' }),
];
const RECALL: Readonly<Record<string, number>> = { Alpha: 0.9, Beta: 0.5, Gamma: 0.7 };

function idsOf(filters: Partial<Filters>): string[] {
  const all = { ...NO_FILTERS, ...filters };
  return showMethods(ENTRIES, all, ['attention'], ({ id }) => RECALL[id] ?? null).flatMap(
    ({ groups }) => groups.flatMap((group) => group.entries.map(({ id }) => id)),
  );
}

describe('showMethods', () => {
  it('groups by kind unless told otherwise', () => {
    const [section] = showMethods(ENTRIES, NO_FILTERS, ['attention'], () => null);
    expect(
      section?.groups.map(({ title, entries }) => [title, entries.map(({ id }) => id)]),
    ).toEqual([
      ['Published systems', ['Beta', 'Gamma']],
      ['Baselines', ['Alpha']],
      ['Upper bounds', ['Delta']],
    ]);
  });

  it.each([
    ['name', ['Alpha', 'Beta', 'Delta', 'Gamma']],
    ['year', ['Gamma', 'Beta', 'Alpha', 'Delta']], // without a year last
    ['recall', ['Alpha', 'Gamma', 'Beta', 'Delta']], // without a number last
  ] as const)('sorts by %s', (sort, ids) => expect(idsOf({ sort })).toEqual(ids));

  it.each([
    ['a word of the idea and an author', { search: 'idea gammason' }, ['Gamma']],
    ['a year', { search: '2020' }, ['Alpha']],
    ['nothing that occurs', { search: 'zebra' }, []],
    ['one value', { chosen: { choice: ['static'] } }, ['Gamma', 'Alpha']],
    ['either of two values', { chosen: { kind: ['baseline', 'bound'] } }, ['Alpha', 'Delta']],
    ['both of two facets', { chosen: { choice: ['static'], kind: ['baseline'] } }, ['Alpha']],
    ['a phase that “both” covers', { chosen: { phase: ['decode'] } }, ['Gamma', 'Alpha']],
    ['a unit among several', { chosen: { unit: ['diagonals'] } }, ['Beta']],
    ['a value that no method has', { chosen: { unit: ['moons'] } }, []],
  ])('finds by %s', (_, filters, ids) => expect(idsOf(filters)).toEqual(ids));
});

it('keeps domains apart, in the order asked for, and leaves out what none is found of', () => {
  const wanda: MethodListing = { ...entry('Wanda', {}), domain: 'weights' };
  const shown = (search: string) =>
    showMethods(
      [wanda, ...ENTRIES],
      { ...NO_FILTERS, search },
      ['attention', 'weights'],
      () => null,
    );
  expect(shown('').map(({ domain }) => domain)).toEqual(['attention', 'weights']);
  expect(shown('wanda').map(({ domain }) => domain)).toEqual(['weights']);
});

describe('optionsOf', () => {
  const facet = (id: string) => FACETS.find((each) => each.id === id)!;
  const counts = (id: string, filters: Partial<Filters>) =>
    Object.fromEntries(
      optionsOf(facet(id), ENTRIES, { ...NO_FILTERS, ...filters }).map((option) => [
        option.value,
        option.count,
      ]),
    );

  it('counts what each value would leave, whatever is chosen in its own facet', () => {
    expect(counts('choice', {})).toEqual({ dynamic: 2, static: 2 });
    expect(counts('choice', { chosen: { choice: ['static'] } })).toEqual({ dynamic: 2, static: 2 });
    expect(counts('choice', { chosen: { kind: ['published'] } })).toEqual({
      dynamic: 1,
      static: 1,
    });
    expect(counts('choice', { search: 'alpha' })).toEqual({ dynamic: 0, static: 1 });
  });

  it('takes units apart', () => {
    expect(counts('unit', {})).toEqual({ columns: 1, diagonals: 1, blocks: 2, pairs: 1, rows: 1 });
  });
});

describe('the address', () => {
  const filters: Filters = {
    search: 'sinks & windows',
    chosen: { kind: ['published', 'bound'], unit: ['rows'] },
    sort: 'year',
  };

  it('holds all of it, and nothing where nothing is chosen', () => {
    expect(readFilters(`#${writeFilters(filters)}`)).toEqual(filters);
    expect(writeFilters(NO_FILTERS)).toBe('');
    expect(readFilters('')).toEqual(NO_FILTERS);
  });

  it('leaves out what is unknown', () => {
    expect(readFilters('#sort=colour&shape=round&kind=')).toEqual(NO_FILTERS);
  });
});

it('a chip that is pressed twice changes nothing', () => {
  const once = toggle(NO_FILTERS, 'kind', 'bound');
  expect(once.chosen['kind']).toEqual(['bound']);
  expect(isFiltered(once)).toBe(true);
  expect(isFiltered(toggle(once, 'kind', 'bound'))).toBe(false);
});

describe('shortCite', () => {
  const cite = (authors: string) => shortCite({ authors, year: 2024 });
  it.each([
    ['Ada Byron', 'Byron 2024'],
    ['Ada Byron, Carl Gauss', 'Byron and Gauss 2024'],
    ['Ada Byron, Carl Gauss, Emmy Noether', 'Byron et al. 2024'],
    ['Ada Byron et al.', 'Byron et al. 2024'],
  ])('of %s', (authors, text) => expect(cite(authors)).toBe(text));
});
