// What specs and links are checked against where every domain's methods are known.
import type { SpecMethod, SpecTables } from '../core/spec-codec.ts';
import { catalogue } from '../methods/catalogue.generated.ts';
import { cards } from './cards.generated.ts';

export function specTables(): SpecTables {
  const methods = new Map(cards.map(({ id }) => [id, new Map<string, SpecMethod>()]));
  for (const entry of catalogue) methods.get(entry.domain)?.set(entry.id, entry);
  return { cards, methods };
}
