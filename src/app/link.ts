// The address always holds the whole figure, after the #.
import { decodeSpec, encodeSpec, type SpecTables } from '../core/spec-codec.ts';
import type { FigureSpec } from '../core/spec.ts';
import { subjectTables } from '../core/subjects.ts';
import { catalogue } from '../methods/catalogue.generated.ts';

export const specTables: SpecTables = {
  subjects: subjectTables,
  methods: new Map(catalogue.map((entry) => [entry.id, entry])),
};

/** The figure of the current address, and which parts of the address were ignored. */
export function readLink(): { spec: FigureSpec; warnings: readonly string[] } {
  return decodeSpec(location.hash.replace(/^#/, ''), specTables);
}

export function linkTo(spec: FigureSpec): string {
  const { origin, pathname } = location;
  return `${origin === 'null' ? 'file://' : origin}${pathname}#${encodeSpec(spec)}`;
}

/** Writes the figure into the address without adding a step to the history. */
export function writeLink(spec: FigureSpec): void {
  const hash = `#${encodeSpec(spec)}`;
  if (hash !== location.hash) history.replaceState(history.state, '', hash);
}
