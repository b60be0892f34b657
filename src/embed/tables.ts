// What a figure on another page may refer to. The names of all methods are there at once; what else is
// known of them comes with the side of their domain.
import type { CatalogueEntry, DomainId } from '../core/method.ts';
import type { SpecMethod, SpecTables } from '../core/spec-codec.ts';
import { subjectTables } from '../core/subjects.ts';
import { names } from './names.ts';

/** Without labels and help, which come later. */
export type PlayerEntry = Pick<
  CatalogueEntry,
  'id' | 'name' | 'domain' | 'tags' | 'params' | 'stages' | 'budgetParams'
>;

/** Methods of a domain, by id. */
export type Entries = ReadonlyMap<string, PlayerEntry>;

export function entriesOf(methods: readonly PlayerEntry[]): Entries {
  return new Map(methods.map((entry) => [entry.id, entry]));
}

/** Of the methods of other domains only the names are known. */
export function tablesOf(entries: Entries): SpecTables {
  const methods = new Map<string, SpecMethod>();
  for (const [id, domain] of Object.entries(names)) {
    methods.set(id, { domain: domain as DomainId, params: {}, stages: [] });
  }
  for (const [id, entry] of entries) methods.set(id, entry);
  return { subjects: subjectTables, methods };
}
