// What a place with the methods of one domain reads figures with.
import type { DomainId } from './method.ts';
import type { SpecMethod, SpecTables } from './spec-resolve.ts';
import { subjectTables } from './subjects.ts';

/** Of the methods of other domains only the names are known; `domainOf` has all, by id. */
export function tablesOf(
  own: ReadonlyMap<string, SpecMethod>,
  domainOf: Readonly<Record<string, DomainId>>,
): SpecTables {
  const methods = new Map<string, SpecMethod>();
  for (const [id, domain] of Object.entries(domainOf)) {
    methods.set(id, { domain, params: {}, stages: [] });
  }
  for (const [id, entry] of own) methods.set(id, entry);
  return { subjects: subjectTables, methods };
}
