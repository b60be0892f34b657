// Domains and methods by name.
import { nearestName } from '../core/nearest.ts';
import type { CatalogueEntry } from '../core/method.ts';
import { ExpectedError } from '../core/result.ts';
import type { DomainCompute } from '../domains/contract.ts';
import { domains } from '../domains/compute.generated.ts';
import { catalogue } from '../methods/catalogue.generated.ts';

/** What computes a domain that is known to exist. */
export async function domainOf(id: string): Promise<DomainCompute> {
  const load = domains[id];
  if (!load) throw new Error(`there is no domain “${id}”`);
  return (await load()).default;
}

/**
 * A method as a person names it: `<domain>/<id>`, or its id alone: of the `usual` domain, else of the first
 * that has it.
 */
export function findMethod(given: string, usual?: string): CatalogueEntry {
  const named = catalogue.filter(({ domain, id }) => given === id || given === `${domain}/${id}`);
  const entry = named.find(({ domain }) => domain === usual) ?? named[0];
  if (entry) return entry;
  const names = catalogue.map(({ domain, id }) => (given.includes('/') ? `${domain}/${id}` : id));
  throw new ExpectedError('method', `there is no method “${given}”${suggestion(given, names)}`);
}

export function suggestion(name: string, names: readonly string[]): string {
  const near = nearestName(name, names);
  return near === null ? '' : `; did you mean “${near}”?`;
}
