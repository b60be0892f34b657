// What was measured of the methods of each domain, as `npm run findings` has kept it in docs/findings.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../src/core/method.ts';
import type { Domain } from './domains.ts';
import type { AnyMethod, MethodFile } from './read.ts';

/** A finding in its file: it may stand on the pages of several methods. */
export interface KeptFinding extends Finding {
  readonly domain: string;
  /** Ids. */
  readonly methods: readonly string[];
}

/** Path of a domain's findings, below the repository. */
export function findingsFile(domain: string): string {
  return `docs/findings/${domain}.json`;
}

export function readFindings(
  root: string,
  domains: readonly Pick<Domain, 'id'>[],
): readonly KeptFinding[] {
  return domains.flatMap(({ id: domain }) => {
    const file = join(root, findingsFile(domain));
    if (!existsSync(file)) return [];
    const kept = JSON.parse(readFileSync(file, 'utf8')) as readonly Omit<KeptFinding, 'domain'>[];
    return kept.map((finding) => ({ ...finding, domain }));
  });
}

/** A line for every finding about a method that is not there. */
export function strayFindings(
  files: readonly Pick<MethodFile, 'domain' | 'id'>[],
  findings: readonly KeptFinding[],
): string[] {
  const known = new Set(files.map(({ domain, id }) => `${domain}/${id}`));
  return findings.flatMap(({ id, domain, methods }) =>
    methods
      .filter((method) => !known.has(`${domain}/${method}`))
      .map((method) => `${findingsFile(domain)}: ${id} is about ${method}, which is no method`),
  );
}

/** Those that a method's page tells. */
export function findingsOf(
  { domain, id }: Pick<AnyMethod, 'domain' | 'id'>,
  findings: readonly KeptFinding[],
): Finding[] {
  return findings
    .filter((finding) => finding.domain === domain && finding.methods.includes(id))
    .map(({ domain: _domain, methods: _methods, ...finding }) => finding);
}
