// The template of a method's page, filled in: what search engines, link previews and readers without
// JavaScript get.
import type { CatalogueEntry, MethodTexts } from '../../src/core/method.ts';
import { escape } from './escape.ts';

/**
 * Replaces every `%name%` of the template. `site` is the absolute address of the site where that is
 * known: link previews mostly want the address of their picture absolute. Throws for a place in the
 * template that nothing fills.
 */
export function renderMethodPage(
  template: string,
  entry: CatalogueEntry & MethodTexts,
  site: string | null,
): string {
  const values: Readonly<Record<string, string>> = {
    id: entry.id,
    name: escape(entry.name),
    summary: escape(entry.summary),
    description: escape(`${entry.summary} ${describe(entry)}`),
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

function describe({ paper, tags }: CatalogueEntry): string {
  const kind = `${tags.selection === 'static' ? 'Static' : 'Dynamic'}, ${tags.training} sparse attention`;
  return paper
    ? `${kind} (${paper.authors.split(',')[0] ?? paper.authors}${paper.authors.includes(',') ? ' et al.' : ''}, ${paper.year}), step by step on a real language model.`
    : `${kind}, step by step on a real language model.`;
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
