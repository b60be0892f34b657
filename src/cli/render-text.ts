// The characters of the text that a rendered figure is of.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '../core/result.ts';
import type { TextSource } from '../core/spec.ts';
import { makeTale } from '../model/tales.ts';
import { foldersOf } from './package-root.ts';

/** The site's built-in texts are files of this project's sources. */
const SAMPLES: Readonly<Record<string, string>> = {
  code: 'src/core/mask/runs.ts',
  docs: 'CONTRIBUTING.md',
};

/** Throws an ExpectedError for a built-in text whose file is not in the package around `here`. */
export function textOf(source: TextSource, here: string): string {
  if (source.kind === 'own') return source.text;
  if (source.kind === 'tale') return makeTale(source.seed).text;
  const name = Object.hasOwn(SAMPLES, source.id) ? SAMPLES[source.id] : undefined;
  if (name === undefined) {
    const known = Object.keys(SAMPLES).join(', ');
    throw new ExpectedError('text', `there is no built-in text “${source.id}”; there are ${known}`);
  }
  const file = foldersOf(here)
    .map((folder) => join(folder, name))
    .find(existsSync);
  if (file !== undefined) return readFileSync(file, 'utf8');
  throw new ExpectedError(
    'text',
    `the built-in text “${source.id}” comes with the sources only; give the text itself as {"kind": "own", "text": "…"}`,
  );
}
