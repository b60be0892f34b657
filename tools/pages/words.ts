// What a method's page calls itself elsewhere, by its domain.
import type { CatalogueEntry } from '../../src/core/method.ts';

type Named = Pick<CatalogueEntry, 'name' | 'domain'>;

const OBJECTS = { attention: 'real attention', weights: 'real weights' } as const;
const KINDS = { attention: 'sparse attention', weights: 'weight sparsity' } as const;

/** Title of a link to the page. */
export function headlineOf({ name, domain }: Named): string {
  return `${name}: what it keeps of ${OBJECTS[domain]}`;
}

/** What the page's preview picture shows. */
export function pictureOf({ name, domain }: Named): string {
  return domain === 'attention'
    ? `Maps of one attention head under ${name}: what is kept, all of it, what is lost, and how much every row keeps.`
    : `Maps of one weight matrix under ${name}: what is kept, a part of it with all weights and with those lost, and how much every input keeps.`;
}

/** Kind, origin and what the page does, in a sentence. */
export function kindOf({
  domain,
  paper,
  tags,
}: Pick<CatalogueEntry, 'domain' | 'paper' | 'tags'>): string {
  const kind = `${tags.selection === 'static' ? 'Static' : 'Dynamic'}, ${tags.training} ${KINDS[domain]}`;
  if (!paper) return `${kind}, step by step on a real language model.`;
  const [first = paper.authors, ...others] = paper.authors.split(',');
  const who = others.length > 0 ? `${first} et al.` : first;
  return `${kind} (${who}, ${paper.year}), step by step on a real language model.`;
}
