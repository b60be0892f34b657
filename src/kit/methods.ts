// The methods of one domain, as its pages know them. A page loads the list of its own domain and no others,
// and what else is known of a method once it is chosen.
import type { CatalogueEntry, DetailLoaders, MethodListing } from '../core/method.ts';
import type { SpecMethod, SpecTables } from '../core/spec-codec.ts';
import type { FigureSpec } from '../core/spec.ts';
import { cards } from '../domains/cards.generated.ts';
import { methodIds } from '../methods/ids.generated.ts';

/** Said where the network did not bring a method's details. */
export const NOT_LOADED =
  'What is known of this method could not be loaded. Check the network, then try again.';

/** Said in place of a page that needs it. */
export const PART_MISSING = 'A part of this page could not be loaded. Reload it to try again.';

export class Methods {
  readonly domain: string;
  /** In the order of every list. */
  readonly all: readonly MethodListing[];
  readonly #loaders: DetailLoaders;
  readonly #listed: ReadonlyMap<string, MethodListing>;
  readonly #entries = new Map<string, CatalogueEntry>();
  #chosen = '';

  constructor(domain: string, all: readonly MethodListing[], loaders: DetailLoaders) {
    this.domain = domain;
    this.all = all;
    this.#loaders = loaders;
    this.#listed = new Map(all.map((listing) => [listing.id, listing]));
  }

  /** What links of the domain are read with: parameters and steps of the methods whose details are here. */
  get tables(): SpecTables {
    return tablesOf(this.domain, this.#entries);
  }

  /** Fetches the details of methods; unknown ones have none. Rejects where the network does not bring them. */
  async load(ids: readonly string[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        const [listing, load] = [this.#listed.get(id), this.#loaders[id]];
        if (!listing || !load || this.#entries.has(id)) return;
        this.#entries.set(id, { ...listing, ...(await load()).default });
      }),
    );
  }

  /** Fetches the details of a method that was chosen; tells whether it still is the one chosen last. */
  async choose(id: string): Promise<boolean> {
    this.#chosen = id;
    await this.load([id]);
    return this.#chosen === id;
  }

  /** A method that is known to exist; throws otherwise. */
  listingOf = (id: string): MethodListing => {
    const listing = this.#listed.get(id);
    if (!listing) throw new Error(`no method “${id}” for ${this.domain}`);
    return listing;
  };

  /** All that is known of a method; throws where its details are not here. */
  entryOf = (id: string): CatalogueEntry => {
    const entry = this.#entries.get(id);
    if (!entry) throw new Error(`the details of ${this.listingOf(id).name} are not loaded`);
    return entry;
  };

  /** A figure's own method first, then those it is compared with. */
  of({ method, compare }: Pick<FigureSpec, 'method' | 'compare'>): readonly MethodListing[] {
    return [method, ...compare.filter((id) => id !== method)].map(this.listingOf);
  }
}

const UNKNOWN: SpecMethod = { params: {}, stages: [] };

/** What figures are read with: of methods whose parameters and steps are not `known`, the names. */
export function tablesOf(domain: string, known?: ReadonlyMap<string, SpecMethod>): SpecTables {
  const methods = new Map(
    Object.entries(methodIds).map(([id, ids]) => [
      id,
      new Map(ids.map((method) => [method, (id === domain && known?.get(method)) || UNKNOWN])),
    ]),
  );
  return { cards, methods, usual: domain };
}
