// The address always holds the whole figure, after the #.
import { decodeSpec, encodeSpec, type DecodedSpec } from '../core/spec-codec.ts';
import type { DomainId } from '../core/method.ts';
import type { FigureSpec } from '../core/spec.ts';
import { subjectTables } from '../core/subjects.ts';
import { methodDomains } from '../methods/domains.generated.ts';
import type { Methods } from './methods.ts';

/** The figure of the current address, which is one of the domain, and which parts of it were ignored. */
export function readLink({ tables }: Methods): DecodedSpec {
  return decodeSpec(location.hash, tables);
}

/** The domain that the address names, else that of its method, else the usual one. */
export function linkDomain(usual: DomainId = 'attention'): DomainId {
  const given = new URLSearchParams(location.hash.slice(1));
  const named = given.get('d') ?? given.get('domain') ?? '';
  if (Object.hasOwn(subjectTables, named)) return named as DomainId;
  const method = given.get('m') ?? given.get('method') ?? '';
  return (Object.hasOwn(methodDomains, method) && methodDomains[method]) || usual;
}

const HOMES: Readonly<Record<DomainId, string>> = { attention: './', weights: 'weights.html' };

/** Whether the address holds a figure of another domain than the page's; then that one's page is opened. */
export function movesOn(own: DomainId): boolean {
  const domain = linkDomain(own);
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
