// Where this program lies: files that come with it are looked for there and nowhere above.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folders from `here` up to that of the package, in this order. */
export function foldersOf(here: string): string[] {
  const folders: string[] = [];
  for (let at = here; ; at = dirname(at)) {
    folders.push(at);
    if (existsSync(join(at, 'package.json')) || at === dirname(at)) return folders;
  }
}
