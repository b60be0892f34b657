// What a figure on another page may refer to: methods of its domain, by id, without labels and help, which
// come later.
import type { Entry } from '../kit/figure-state.svelte.ts';

export type Entries = ReadonlyMap<string, Entry>;

export function entriesOf(methods: readonly Entry[]): Entries {
  return new Map(methods.map((entry) => [entry.id, entry]));
}
