// What a method's page calls itself elsewhere, by its domain.
import { cardOf } from '../../src/core/card.ts';
import type { CatalogueEntry } from '../../src/core/method.ts';
import { cards } from '../../src/domains/cards.generated.ts';

type Named = Pick<CatalogueEntry, 'name' | 'domain'>;

const wordsOf = (domain: string) => cardOf(cards, domain).words;

/** Title of a link to the page. */
export function headlineOf({ name, domain }: Named): string {
  return `${name}: what it keeps of real ${wordsOf(domain).object}`;
}

/** What the page's preview picture shows. */
export function pictureOf({ name, domain }: Named): string {
  return cardOf(cards, domain).gallery.preview.replace('%name%', name);
}

/** Kind, origin and what the page does, in a sentence. */
export function kindOf({
  domain,
  paper,
  tags,
}: Pick<CatalogueEntry, 'domain' | 'paper' | 'tags'>): string {
  const kind = `${tags.selection === 'static' ? 'Static' : 'Dynamic'}, ${tags.training} ${wordsOf(domain).about}`;
  if (!paper) return `${kind}, step by step on a real language model.`;
  const [first = paper.authors, ...others] = paper.authors.split(',');
  const who = others.length > 0 ? `${first} et al.` : first;
  return `${kind} (${who}, ${paper.year}), step by step on a real language model.`;
}
