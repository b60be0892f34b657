// What specs and links are checked against.
import type { SpecTables } from '../core/spec-codec.ts';
import { subjectTables } from '../core/subjects.ts';
import { catalogue } from './catalogue.generated.ts';

/** All methods and places of a figure, as `decodeSpec` and `specFromJson` need them. */
export function specTables(): SpecTables {
  return { subjects: subjectTables, methods: new Map(catalogue.map((entry) => [entry.id, entry])) };
}
