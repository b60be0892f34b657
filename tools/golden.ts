// Writes the golden set anew: the answers of today's program to the links and calls listed in tests/golden.
// Prints which cases changed and in what; answers to cases that are gone are removed.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerOf } from '../tests/unit/golden/answer.ts';
import {
  casesOf,
  filesOf,
  GOLDEN,
  storedAnswer,
  type Answer,
  type Kind,
} from '../tests/unit/golden/cases.ts';
import { differences } from '../tests/unit/golden/differences.ts';
import { inSeconds } from './lib/process.ts';

const started = performance.now();
let cases = 0;
let changed = 0;
for (const kind of ['links', 'commands'] as const) {
  mkdirSync(join(GOLDEN, kind), { recursive: true });
  const all = casesOf(kind);
  for (const each of all) {
    const [got, stored] = [await answerOf(kind, each), storedAnswer(kind, each.name)];
    const found = stored ? differences(got, stored) : ['new'];
    if (found.length > 0) {
      changed++;
      console.log(`${kind}/${each.name}: ${found.slice(0, 5).join('\n  ')}`);
    }
    write(kind, each.name, got);
  }
  cases += all.length;
  removeOthers(kind, new Set(all.map(({ name }) => name)));
}
const seconds = inSeconds((performance.now() - started) / 1000);
console.log(`golden: ${cases} cases, ${changed} changed, in ${seconds}`);

function write(kind: Kind, name: string, { values, svg }: Answer): void {
  const files = filesOf(kind, name);
  writeFileSync(files.values, `${JSON.stringify(values, null, 1)}\n`);
  if (svg === null) rmSync(files.svg, { force: true });
  else writeFileSync(files.svg, svg);
}

function removeOthers(kind: Kind, names: ReadonlySet<string>): void {
  for (const file of readdirSync(join(GOLDEN, kind))) {
    if (names.has(file.replace(/\.\w+$/, ''))) continue;
    console.log(`${kind}/${file}: removed`);
    rmSync(join(GOLDEN, kind, file));
  }
}
