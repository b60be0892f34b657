// The address always holds the whole figure, after the #.
import { cardOf } from '../core/card.ts';
import { decodeSpec, encodeSpec, type DecodedSpec } from '../core/spec-codec.ts';
import type { FigureSpec } from '../core/spec.ts';
import { cards } from '../domains/cards.generated.ts';
import { methodIds } from '../methods/ids.generated.ts';
import type { Methods } from './methods.ts';

/** The figure of the current address, which is one of the domain, and which parts of it were ignored. */
export function readLink({ tables }: Methods): DecodedSpec {
  return decodeSpec(location.hash, tables);
}

/** The domain that the address names, else one that has its method, else the usual one. */
export function linkDomain(usual: string = cards[0]!.id): string {
  const given = new URLSearchParams(location.hash.slice(1));
  const ids = [usual, ...cards.map(({ id }) => id)];
  const named = given.get('d') ?? given.get('domain') ?? '';
  if (ids.includes(named)) return named;
  const method = given.get('m') ?? given.get('method') ?? '';
  return ids.find((id) => methodIds[id]?.includes(method)) ?? usual;
}

/** Whether the address holds a figure of another domain than the page's; then that one's page is opened. */
export function movesOn(own: string): boolean {
  const domain = linkDomain(own);
  if (domain === own) return false;
  location.replace((cardOf(cards, domain).page || './') + location.hash);
  return true;
}

/** The figure as the part of an address after the #, without it. */
export function queryOf(spec: FigureSpec): string {
  return encodeSpec(spec, cards);
}

export function linkTo(spec: FigureSpec): string {
  const { origin, pathname } = location;
  return `${origin === 'null' ? 'file://' : origin}${pathname}#${queryOf(spec)}`;
}

/** Writes the figure into the address without adding a step to the history. */
export function writeLink(spec: FigureSpec): void {
  const hash = `#${queryOf(spec)}`;
  if (hash !== location.hash) history.replaceState(history.state, '', hash);
}
