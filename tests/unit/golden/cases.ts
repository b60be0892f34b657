// The golden set on disk: what is asked stands in two lists that people write, the answers lie in a folder
// beside each. `npm run golden` writes the answers anew.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const GOLDEN = join(import.meta.dirname, '../../golden');

export type Kind = 'links' | 'commands';

/** A link or the words of a command. */
export interface Case {
  readonly name: string;
  readonly asked: string;
}

/** An answer: values, and the picture where there is one, in the form of `picture.ts`. */
export interface Answer {
  readonly values: object;
  readonly svg: string | null;
}

/** Lines of a name and what is asked, less comments and empty ones. Throws where a name comes twice. */
export function casesOf(kind: Kind): readonly Case[] {
  const lines = readFileSync(join(GOLDEN, `${kind}.txt`), 'utf8').split('\n');
  const cases = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = ''] = line.split(' ', 1);
      return { name, asked: line.slice(name.length + 1) };
    });
  const names = cases.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`the golden case “${twice}” is there twice`);
  return cases;
}

export function filesOf(kind: Kind, name: string): { values: string; svg: string } {
  const path = join(GOLDEN, kind, name);
  return { values: `${path}.json`, svg: `${path}.svg` };
}

/** Null for a case that was never written. */
export function storedAnswer(kind: Kind, name: string): Answer | null {
  const files = filesOf(kind, name);
  if (!existsSync(files.values)) return null;
  return {
    values: JSON.parse(readFileSync(files.values, 'utf8')) as object,
    svg: existsSync(files.svg) ? readFileSync(files.svg, 'utf8') : null,
  };
}
