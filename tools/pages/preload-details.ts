// Pages that open on a method whose name is known when they are built ask for its details with their first
// scripts, not after them: the first figure waits for no further answer.
import { posix } from 'node:path';
import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';
import { usualOf } from '../../src/core/card.ts';
import { cards } from '../../src/domains/cards.generated.ts';
import { listings } from '../../src/methods/list.generated.ts';
import { methodSlug } from '../../src/methods/slug.ts';

export function preloadDetails(): Plugin {
  return {
    name: 'preload-details',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { path, bundle }) => (bundle ? preloads(path.replace(/^\//, ''), bundle) : []),
    },
  };
}

/** What a page's head gets; `page` is its path below the site's root. */
export function preloads(
  page: string,
  bundle: Readonly<Record<string, Pick<Rolldown.OutputChunk, 'type' | 'facadeModuleId'> | object>>,
): HtmlTagDescriptor[] {
  const opens = opensOn(page);
  if (!opens) return [];
  const file = new RegExp(`/src/methods/details/${opens.domain}/${opens.id}\\.generated\\.ts$`);
  return Object.entries(bundle).flatMap(([name, chunk]) => {
    if (!('facadeModuleId' in chunk) || !file.test(chunk.facadeModuleId ?? '')) return [];
    const href = posix.relative(posix.dirname(page), name);
    const attrs = {
      ...{ rel: 'modulepreload', crossorigin: true },
      href: href.startsWith('.') ? href : `./${href}`,
    };
    return [{ tag: 'link', attrs, injectTo: 'head' as const }];
  });
}

/** The method of a page where its address names no other. */
function opensOn(page: string): { readonly domain: string; readonly id: string } | undefined {
  // An explorer opens on the usual figure of its domain.
  const card = cards.find((each) => (each.page || 'index.html') === page);
  if (card) return { domain: card.id, id: usualOf(card).method };
  const [, slug] = /^methods\/([a-z0-9-]+)\/index\.html$/.exec(page) ?? [];
  return listings.find((listing) => methodSlug(listing) === slug);
}
