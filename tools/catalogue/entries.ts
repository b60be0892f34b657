// Writes what opens the pages of each domain: the explorer's page at the site's root and the script it starts
// with, and the script of the methods' pages.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escape } from '../pages/escape.ts';
import type { Domain } from './domains.ts';
import { HEAD } from './modules.ts';
import { pretty } from './pretty.ts';

const TEMPLATE = 'src/app/explore/page.html';

/** What a tab and search engines say of an explorer. */
interface PageWords {
  readonly title: string;
  readonly description: string;
}

/** By path; only for domains that have a view. */
export async function renderEntries(
  root: string,
  domains: readonly Domain[],
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const seen = domains.filter(({ id }) => existsSync(join(root, `src/views/${id}/view.ts`)));
  if (seen.length === 0) return files;
  const template = readFileSync(join(root, TEMPLATE), 'utf8');
  for (const domain of seen) {
    const { id, card } = domain;
    files[`src/app/explore/${id}.generated.ts`] = await pretty(`${HEAD}${opening(id, 'Explorer')}`);
    files[`src/app/method/${id}.generated.ts`] = await pretty(
      `${HEAD}${opening(id, 'MethodPage')}`,
    );
    const path = card.page || 'index.html';
    files[path] = await pretty(filled(template, id, wordsOf(root, domain)), path);
  }
  return files;
}

function opening(id: string, what: string): string {
  return `import view from '../../views/${id}/view.ts';
import { open${what} } from './open.ts';

void open${what}(view);`;
}

function filled(template: string, domain: string, words: PageWords): string {
  const values: Readonly<Record<string, string>> = { domain, ...words };
  return template.replace(/%([a-z]+)%/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : escape(value);
  });
}

/** `src/views/<id>/page.json`, else what the card says. */
function wordsOf(root: string, { id, card }: Domain): PageWords {
  const file = join(root, `src/views/${id}/page.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as PageWords;
  return { title: `${card.title} · Sparsity Atlas`, description: card.sentence };
}
