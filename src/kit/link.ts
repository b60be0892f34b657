// The address always holds the whole figure, after the #.
import type { AtlasClient } from '../client/types.ts';
import { cardOf } from '../core/card.ts';
import { decodeSpec, encodeSpec, type DecodedSpec } from '../core/spec-codec.ts';
import type { FigureSpec } from '../core/spec.ts';
import { cards } from '../domains/cards.generated.ts';
import { methodIds } from '../methods/ids.generated.ts';
import { NOT_LOADED, PART_MISSING, type Methods } from './methods.ts';

/**
 * The figure of the current address, which is one of the domain, and which parts of it were ignored. Its
 * method's details come first, and those of the methods that `needed` names. Rejects where the network
 * does not bring them.
 */
export async function readLink(
  methods: Methods,
  needed: (spec: FigureSpec) => readonly string[] = ({ method }) => [method],
): Promise<DecodedSpec> {
  const { hash } = location; // which may move on meanwhile
  await methods.load(needed(decodeSpec(hash, methods.tables).spec));
  return decodeSpec(hash, methods.tables);
}

/** Opens a page on the address's figure; where the network does not bring what it needs, the page says so. */
export async function startFrom(
  methods: Methods,
  client: Pick<AtlasClient, 'snapshots'>,
  target: Element,
  open: (opened: DecodedSpec) => void,
): Promise<void> {
  void client.snapshots(); // their index is on its way meanwhile
  const opened = await readLink(methods).catch(() => null);
  if (opened) open(opened);
  else target.replaceChildren(PART_MISSING);
}

/**
 * Opens the address's figure each time that it is called, unless it was called again meanwhile. Where the
 * network fails, only `tell` hears of it.
 */
export function linkFollower(
  methods: Methods,
  open: (spec: FigureSpec) => void,
  tell: (warnings: readonly string[]) => void,
  needed?: Parameters<typeof readLink>[1],
): () => Promise<void> {
  let newest = 0;
  return async () => {
    const turn = ++newest;
    const read = await readLink(methods, needed).catch(() => null);
    if (turn !== newest) return;
    tell(read?.warnings ?? [NOT_LOADED]);
    if (read) open(read.spec);
  };
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
