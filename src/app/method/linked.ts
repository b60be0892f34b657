// The figure that an address asks a method's page for.
import type { CatalogueEntry } from '../../core/method.ts';
import { decodeSpec, type DecodedSpec, type SpecTables } from '../../core/spec-codec.ts';
import { usualOf, type Card } from '../../core/card.ts';

/** The address's figure as far as it is about the page's method, which it need not name; else the usual one. */
export function linkedSpec(
  hash: string,
  { id, name }: Pick<CatalogueEntry, 'id' | 'name'>,
  card: Card,
  tables: SpecTables,
): DecodedSpec {
  const usual = { ...usualOf(card), method: id };
  const query = hash.replace(/^#/, '');
  if (query === '') return { spec: usual, warnings: [] };
  const given = new URLSearchParams(query);
  const lead = given.has('m') || given.has('method') ? [] : [`m=${id}`];
  const { spec, warnings } = decodeSpec([...lead, query].join('&'), tables);
  if (spec.method === id) return { spec, warnings };
  return {
    spec: usual,
    warnings: [...warnings, `this page is about ${name}; “${spec.method}” has its own`],
  };
}
