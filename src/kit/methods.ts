// The methods of one domain, as its pages know them. A page loads those of its own domain and no others.
import type { CatalogueEntry } from '../core/method.ts';
import type { SpecMethod, SpecTables } from '../core/spec-codec.ts';
import type { FigureSpec } from '../core/spec.ts';
import { cards } from '../domains/cards.generated.ts';
import { methodIds } from '../methods/ids.generated.ts';

export class Methods {
  readonly domain: string;
  /** In the order of every list. */
  readonly all: readonly CatalogueEntry[];
  /** What links of the domain are read with. */
  readonly tables: SpecTables;
  readonly #byId: ReadonlyMap<string, CatalogueEntry>;

  constructor(domain: string, all: readonly CatalogueEntry[]) {
    this.domain = domain;
    this.all = all;
    this.#byId = new Map(all.map((entry) => [entry.id, entry]));
    this.tables = tablesOf(domain, this.#byId);
  }

  /** A method that is known to exist; throws otherwise. */
  entryOf = (id: string): CatalogueEntry => {
    const entry = this.#byId.get(id);
    if (!entry) throw new Error(`no method “${id}” for ${this.domain}`);
    return entry;
  };

  /** A figure's own method first, then those it is compared with. */
  of({ method, compare }: Pick<FigureSpec, 'method' | 'compare'>): readonly CatalogueEntry[] {
    return [method, ...compare.filter((id) => id !== method)].map(this.entryOf);
  }
}

const UNKNOWN: SpecMethod = { params: {}, stages: [] };

/**
 * What a place with the methods of one domain reads figures with: of others, and of all where `own` is not
 * given, it knows the names only.
 */
export function tablesOf(domain: string, own?: ReadonlyMap<string, SpecMethod>): SpecTables {
  const methods = new Map(
    Object.entries(methodIds).map(([id, ids]) => [
      id,
      new Map(ids.map((method) => [method, UNKNOWN] as const)) as ReadonlyMap<string, SpecMethod>,
    ]),
  );
  if (own) methods.set(domain, own);
  return { cards, methods, usual: domain };
}
