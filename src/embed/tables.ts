// What a figure on another page may refer to. The build leaves out of the catalogue what only the
// atlas itself shows.
import type { CatalogueEntry } from '../core/method.ts';
import type { SpecTables } from '../core/spec-codec.ts';
import { subjectTables } from '../core/subjects.ts';
import { catalogue } from '../methods/catalogue.generated.ts';

export type PlayerEntry = Pick<
  CatalogueEntry,
  'id' | 'name' | 'domain' | 'tags' | 'params' | 'stages' | 'budgetParams'
>;

export const entries: ReadonlyMap<string, PlayerEntry> = new Map(
  catalogue.map((entry) => [entry.id, entry]),
);

export const tables: SpecTables = { subjects: subjectTables, methods: entries };
