// The iframe page's address: a figure as in any link of the atlas, after ? or #, besides how the
// element shows it.
import { readQuery, writeQuery } from '../core/link-text.ts';

const HOW = ['controls', 'theme', 'subject'] as const;

/** Attributes of the element. */
export function pageAttributes(search: string, hash: string): ReadonlyMap<string, string> {
  const pairs = [...readQuery(search), ...readQuery(hash)];
  const isHow = ([name]: readonly [string, string]): boolean =>
    (HOW as readonly string[]).includes(name);
  const attributes = new Map(pairs.filter(isHow));
  const figure = writeQuery(pairs.filter((pair) => !isHow(pair)));
  if (figure !== '') attributes.set('spec', figure);
  return attributes;
}
