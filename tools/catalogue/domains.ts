// Finds the domains: every folder `src/domains/<id>/` with a card. Their methods, views and commands lie in
// folders of the same name.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Card } from '../../src/core/card.ts';

export interface Domain {
  readonly id: string;
  readonly card: Card;
  /** Whether there is a contract of its methods, `src/methods/<id>.ts`. */
  readonly contract: boolean;
  /** Subjects' sizes as `atBudget` gets them, to probe methods with. */
  readonly probes: readonly object[];
}

/** Ids and file names: lower-case words joined by single hyphens. */
export const ID_PATTERN = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Ids of domains are names in generated code too. */
export const DOMAIN_PATTERN = /^[a-z]+$/;

/** By the order of their cards. Throws where a card and its folder disagree. */
export async function findDomains(root: string): Promise<Domain[]> {
  const folder = join(root, 'src/domains');
  const ids = existsSync(folder)
    ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'card.ts')))
    : [];
  const domains = await Promise.all(ids.sort().map((id) => domainIn(root, id)));
  return domains.sort((a, b) => a.card.order - b.card.order);
}

async function domainIn(root: string, id: string): Promise<Domain> {
  const path = `src/domains/${id}/card.ts`;
  const { card } = (await load(join(root, path))) as { card?: Card };
  if (card?.id !== id || !DOMAIN_PATTERN.test(id)) {
    throw new Error(`${path}: must export \`card\` whose id, lower-case letters, is “${id}”`);
  }
  const contract = join(root, `src/methods/${id}.ts`);
  if (!existsSync(contract)) return { id, card, contract: false, probes: [] };
  const { probes = [] } = (await load(contract)) as { probes?: readonly object[] };
  return { id, card, contract: true, probes };
}

async function load(file: string): Promise<object> {
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as object;
}
