// A paper in two words and a year.
import type { Paper } from './method.ts';

/** "Jiang et al. 2024", "Child and Gray 2019", "Shaw 2018". */
export function shortCite({ authors, year }: Pick<Paper, 'authors' | 'year'>): string {
  const names = authors.split(/,\s*/).map((name) => name.replace(/ et al\.?$/, ''));
  const [first = '', second = ''] = names.map((name) => name.split(' ').at(-1) ?? name);
  if (names.length > 2 || / et al\.?$/.test(authors)) return `${first} et al. ${year}`;
  return names.length === 2 ? `${first} and ${second} ${year}` : `${first} ${year}`;
}
