// Methods by id, for the pages.
import type { CatalogueEntry } from '../core/method.ts';
import { catalogue } from '../methods/catalogue.generated.ts';

const byId: ReadonlyMap<string, CatalogueEntry> = new Map(
  catalogue.map((entry) => [entry.id, entry]),
);

/** The entry of a method that is known to exist; throws otherwise. */
export function entryOf(id: string): CatalogueEntry {
  const entry = byId.get(id);
  if (!entry) throw new Error(`no method “${id}” in the catalogue`);
  return entry;
}
