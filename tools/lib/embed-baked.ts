// What the element on other pages is told of methods before anything of them is loaded.
import type { CatalogueEntry } from '../../src/core/method.ts';
import { textName } from '../../src/core/spec-parts.ts';
import { DEFAULT_SPECS } from '../../src/core/spec.ts';
import type { MethodTable } from '../../src/embed/tables.ts';

type Counted = Pick<CatalogueEntry, 'id' | 'domain' | 'params'>;

/**
 * Built into the element, and so nothing that grows with the number of methods: the default figure of each
 * domain as attributes, which is on the pictures of all methods, and the method that is usual there.
 * `vector`: these pictures are the whole figure, not only its map.
 */
export function bakedIn(methods: readonly Counted[], vector: boolean): object {
  const attributes = Object.fromEntries(
    Object.entries(DEFAULT_SPECS).map(
      ([domain, { subject, budget, view, model, tokens, text }]) => [
        domain,
        {
          ...Object.fromEntries(Object.entries(subject).map(([name, value]) => [name, `${value}`])),
          ...{ subject: 'tale-needle', text: textName(text), tokens: String(tokens) },
          ...{ budget: String(budget), show: view.show, model },
        },
      ],
    ),
  );
  const usual = methods.filter(({ domain, id }) => DEFAULT_SPECS[domain].method === id);
  return { attributes, vector, usual: methodTable(usual) };
}

/** By domain and id: how many parameters a method has. */
export function methodTable(methods: readonly Counted[]): MethodTable {
  const table: Record<string, Record<string, number>> = {};
  for (const { id, domain, params } of methods) {
    (table[domain] ??= {})[id] = Object.keys(params).length;
  }
  return table;
}
