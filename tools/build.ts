// Builds all that is published: the site in dist, with what other pages load, and the command line in
// dist-cli. Where both lie there as the last build left them and nothing has changed that they are made
// from, there is nothing to do: tests, budgets and benches share one build. `--force` builds in any case.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { inSeconds, ROOT, run } from './lib/process.ts';
import { hashFiles } from './lib/tree.ts';

const STAMP = join(ROOT, 'node_modules/.cache/sparsity-atlas-build.json');
const OUTPUTS = ['dist', 'dist-cli'];
/** What lies in the root and goes into no build; all else counts as a part of it. */
const APART = /^(node_modules|dist(-.+)?|tests|test-results|playwright-report|shared|\..+)$/;
const STEPS = ['vite build', 'npm run -s build:embed', 'npm run -s build:cli'];

const { values } = parseArgs({ options: { force: { type: 'boolean', default: false } } });
if (!values.force && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stampOf(inputs())) {
  console.log(`build: up to date (${OUTPUTS.join(', ')})`);
  process.exit();
}

const started = performance.now();
await step('npm run -s generate');
const before = inputs(); // what is edited while it builds is for the next build
for (const each of STEPS) await step(each);
mkdirSync(dirname(STAMP), { recursive: true });
writeFileSync(STAMP, stampOf(before));
console.log(`build: done in ${inSeconds((performance.now() - started) / 1000)}`);

async function step(command: string): Promise<void> {
  console.log(`build: ${command}`);
  const { code } = await run(command, { stream: true });
  if (code !== 0) process.exit(code);
}

function inputs(): string {
  const names = readdirSync(ROOT).filter((name) => !APART.test(name));
  return hashFiles(ROOT, names.sort());
}

/** What a build was made from and what it made. */
function stampOf(made: string): string {
  const address = process.env['ATLAS_URL'] ?? null;
  const outputs = hashFiles(ROOT, OUTPUTS);
  return JSON.stringify({ node: process.version, address, inputs: made, outputs });
}
