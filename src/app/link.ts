// The address always holds the whole figure, after the #.
import { decodeSpec, encodeSpec, type SpecTables } from '../core/spec-codec.ts';
import type { DomainId } from '../core/method.ts';
import type { FigureSpec } from '../core/spec.ts';
import { subjectTables } from '../core/subjects.ts';
import { catalogue } from '../methods/catalogue.generated.ts';

export const specTables: SpecTables = {
  subjects: subjectTables,
  methods: new Map(catalogue.map((entry) => [entry.id, entry])),
};

/**
 * The figure of the current address, and which parts of the address were ignored. `usual` is the domain
 * of an address that names neither one nor a method of one.
 */
export function readLink(usual?: DomainId): { spec: FigureSpec; warnings: readonly string[] } {
  const hash = location.hash.replace(/^#/, '');
  const given = new URLSearchParams(hash);
  const method = given.get('m') ?? given.get('method') ?? '';
  const named = given.has('d') || given.has('domain') || specTables.methods.has(method);
  const lead = usual === undefined || named ? [] : [`d=${usual}`];
  return decodeSpec([...lead, hash].filter(Boolean).join('&'), specTables);
}

const HOMES: Readonly<Record<DomainId, string>> = { attention: './', weights: 'weights.html' };

/** Whether the address holds a figure of another domain than the page's; then that one's page is opened. */
export function movesOn(own: DomainId): boolean {
  const { domain } = readLink(own).spec;
  if (domain === own) return false;
  location.replace(HOMES[domain] + location.hash);
  return true;
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
