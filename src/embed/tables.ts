// What a figure on another page may refer to. The names of all methods are there at once; what else is
// known of them comes with the side of their domain.
import type { CatalogueEntry } from '../core/method.ts';

/** Without labels and help, which come later. */
export type PlayerEntry = Pick<
  CatalogueEntry,
  'id' | 'name' | 'domain' | 'tags' | 'params' | 'stages' | 'budgetParams'
>;

/** What the element fetches: of each domain its methods, each with how many parameters it has. */
export type MethodTable = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Methods of a domain, by id. */
export type Entries = ReadonlyMap<string, PlayerEntry>;

export function entriesOf(methods: readonly PlayerEntry[]): Entries {
  return new Map(methods.map((entry) => [entry.id, entry]));
}
