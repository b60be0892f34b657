// The template of a method's page, filled in: what search engines, link previews and readers without
// JavaScript get.
import type { CatalogueEntry } from '../../src/core/method.ts';
import { methodSlug } from '../../src/methods/slug.ts';
import { escape } from './escape.ts';
import { headlineOf, kindOf, pictureOf } from './words.ts';

/**
 * Replaces every `%name%` of the template. `site` is the absolute address of the site where that is
 * known: link previews mostly want the address of their picture absolute. Throws for a place in the
 * template that nothing fills.
 */
export function renderMethodPage(
  template: string,
  entry: CatalogueEntry,
  site: string | null,
): string {
  const values: Readonly<Record<string, string>> = {
    id: entry.id,
    slug: methodSlug(entry),
    domain: entry.domain,
    name: escape(entry.name),
    summary: escape(entry.summary),
    description: escape(`${entry.summary} ${kindOf(entry)}`),
    headline: escape(headlineOf(entry)),
    picture: escape(pictureOf(entry)),
    site: escape(site === null ? '../../' : site.replace(/\/*$/, '/')),
    about: escape(entry.about),
    notice: list(entry.notice),
    differs: list(entry.differs),
    source: sourceOf(entry),
  };
  return template.replace(/%([a-z]+)%/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the template has ${place}, which nothing fills`);
    return value;
  });
}

function list(items: readonly string[]): string {
  return items.map((item) => `<li>${escape(item)}</li>`).join('');
}

function sourceOf({ paper }: CatalogueEntry): string {
  if (!paper) return '';
  const { title, authors, year, venue, arxiv } = paper;
  const text = escape(`${authors} (${year}). ${title}.${venue ? ` ${venue}.` : ''}`);
  return arxiv
    ? `${text} <a href="https://arxiv.org/abs/${escape(arxiv)}">arXiv ${escape(arxiv)}</a>`
    : text;
}
