// The methods of one domain, as its pages know them. A page loads those of its own domain and no others.
import type { CatalogueEntry, DomainId } from '../core/method.ts';
import type { SpecTables } from '../core/spec-codec.ts';
import type { FigureSpec } from '../core/spec.ts';
import { tablesOf } from '../core/spec-tables.ts';
import { methodDomains } from '../methods/domains.generated.ts';

export class Methods {
  readonly domain: DomainId;
  /** In the order of every list. */
  readonly all: readonly CatalogueEntry[];
  /** What links of the domain are read with. */
  readonly tables: SpecTables;
  readonly #byId: ReadonlyMap<string, CatalogueEntry>;

  constructor(domain: DomainId, all: readonly CatalogueEntry[]) {
    this.domain = domain;
    this.all = all;
    this.#byId = new Map(all.map((entry) => [entry.id, entry]));
    this.tables = { ...tablesOf(this.#byId, methodDomains), usual: domain };
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
