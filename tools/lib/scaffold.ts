// Files that a scaffolder starts from templates.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT } from './process.ts';

/** Writes a template with its `__NAME__`s filled in, laid out as all files are unless it is a template itself. */
export async function writeFrom(
  template: string,
  { root, path }: { readonly root: string; readonly path: string },
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const text = Object.entries(values).reduce(
    (all, [name, value]) => all.replaceAll(`__${name}__`, value),
    template,
  );
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  const filepath = join(ROOT, path);
  const code = path.endsWith('.ts');
  writeFileSync(
    file,
    code ? await format(text, { ...(await resolveConfig(filepath)), filepath }) : text,
  );
  console.log(`wrote ${path}`);
}

/** 'my-method' → 'My method'. */
export function nameOf(words: string): string {
  return (words.charAt(0).toUpperCase() + words.slice(1)).replaceAll('-', ' ');
}

/** The first of the paths that is there already. */
export function taken(root: string, paths: readonly string[]): string | undefined {
  return paths.find((path) => existsSync(join(root, path)));
}

/** Ends the program with what is wrong. */
export function stop(message: string): never {
  console.error(message);
  process.exit(2);
}
