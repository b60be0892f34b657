// Measures what the specifications of the methods lead one to expect, on what is shipped, and keeps what came
// out in docs/findings, from where it goes to the methods' pages: `npm run findings -- <domain> [ids]`.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findingsFile, readFindings } from './catalogue/findings.ts';
import type { Findings } from './findings/finding.ts';
import { pretty } from './catalogue/pretty.ts';
import { inSeconds, ROOT } from './lib/process.ts';

const [domain, ...wanted] = process.argv.slice(2);
const file = domain === undefined ? '' : join(import.meta.dirname, 'findings', `${domain}.ts`);
if (domain === undefined || !existsSync(file)) {
  console.error(`findings: name a domain that has some, got “${domain ?? ''}”`);
  process.exit(2);
}
const { default: findings } = (await import(file)) as { default: Findings };
const unknown = wanted.filter((id) => !findings.makers.some((maker) => maker.id === id));
if (unknown.length > 0) {
  const ids = findings.makers.map(({ id }) => id).join(', ');
  console.error(`findings: no “${unknown.join('”, “')}” of ${domain}; there is ${ids}`);
  process.exit(2);
}

const before = new Map(readFindings(ROOT, [{ id: domain }]).map((each) => [each.id, each]));
const lab = await findings.open();
const kept: unknown[] = [];
for (const { measure, ...maker } of findings.makers) {
  const old = before.get(maker.id);
  if (old && wanted.length > 0 && !wanted.includes(maker.id)) {
    const { domain: _, ...same } = old;
    kept.push(same);
    continue;
  }
  if (!old && wanted.length > 0 && !wanted.includes(maker.id)) continue;
  const started = performance.now();
  const outcome = await measure(lab);
  const date = new Date().toISOString().slice(0, 10);
  kept.push({ ...maker, ...outcome, date });
  console.log(
    `findings: ${maker.id}, ${outcome.outcome}, ${inSeconds((performance.now() - started) / 1000)}`,
  );
  console.log(`  ${outcome.found}`);
}
const path = join(ROOT, findingsFile(domain));
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, await pretty(JSON.stringify(kept), findingsFile(domain)));
