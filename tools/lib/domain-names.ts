// Shared code names no domain: what it must know of one stands on the domain's card. Here quoted ids are
// found where they are written; prose, labels and comments are free.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Ids that are also words of the field: refused only on lines that speak of domains or cards. */
const WORDS: Readonly<Record<string, string>> = {
  decode: 'a phase of a language model’s work, on the tags of methods',
  tokens: 'the length of a text, in figures, links and requests',
  training: 'what a method needs, on the tags of methods',
};

/** Files that may quote an id, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'src/app/embedding/demos.ts': 'names an example, which is the address of a place on its page',
};

/** Folders and files of one domain, and the lists that generators write. */
const REALMS = '(?:src/(?:domains|methods|views|cli|lib)|tools/findings)';

/** Ids of the domains below a root: those with a card. */
export function domainIds(root: string): string[] {
  const folder = join(root, 'src/domains');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'card.ts')));
}

/** Whether a file, by its path below the root, belongs to all domains. */
export function isShared(path: string, ids: readonly string[]): boolean {
  if (/\.generated\.ts$/.test(path) || path in EXCEPTIONS) return false;
  return !new RegExp(`^${REALMS}/(${ids.join('|')})(/|[.]ts$)`).test(path);
}

/** The ids that a shared file's text quotes, each with the number of its line. */
export function quotedIds(text: string, ids: readonly string[]): { line: number; id: string }[] {
  if (ids.length === 0) return [];
  const quoted = new RegExp(`(['"\`])(${ids.join('|')})\\1`, 'g');
  return withoutComments(text)
    .split('\n')
    .flatMap((code, i) =>
      [...code.matchAll(quoted)]
        .map(([, , id = '']) => ({ line: i + 1, id }))
        .filter(({ id }) => !(id in WORDS) || /\b(domains?|cards?|cardOf)\b/.test(code)),
    );
}

/** Lines stay where they are. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[^]*?\*\/|<!--[^]*?-->/g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/(^|\s)\/\/.*$/gm, '$1');
}
