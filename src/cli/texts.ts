// The characters of texts: those that come with the program, by name, and files.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '../core/result.ts';
import { readText } from '../core/spec-parts.ts';
import { reasonOf } from '../core/spec-reason.ts';
import type { TextSource } from '../core/spec.ts';
import { refusalOf } from '../model/samples.ts';
import { makeTale } from '../model/tales.ts';
import { readWords } from './files.ts';
import { foldersOf } from './package-root.ts';

/**
 * Built-in texts lie in `model/samples` of the sources and of the built program, of which `here` is
 * within. Throws an ExpectedError for one that does not exist.
 */
export function textOf(source: TextSource, here = import.meta.dirname): string {
  if (source.kind === 'own') return source.text;
  if (source.kind === 'tale') return makeTale(source.seed).text;
  const refusal = refusalOf(source.id);
  if (refusal !== null) throw new ExpectedError('text', refusal);
  const file = foldersOf(here)
    .map((folder) => join(folder, 'model/samples', `${source.id}.txt`))
    .find(existsSync);
  if (file !== undefined) return readFileSync(file, 'utf8');
  throw new ExpectedError(
    'text',
    `the built-in text “${source.id}” is missing from this program; install it again`,
  );
}

/** As a person names a text: a file, or where there is none “tale.7” and “sample.docs”. */
export function textNamed(given: string): string {
  if (existsSync(given) || !/^(tale|sample)\./.test(given)) return readWords('text', given);
  const refuse = (message: string): never => {
    throw new ExpectedError('text', reasonOf(message));
  };
  return textOf(readText(given, { kind: 'own', text: '' }, undefined, refuse));
}
