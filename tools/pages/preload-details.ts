// Pages that open on a method whose name is known when they are built ask for its details with their first
// scripts, not after them: the first figure waits for no further answer.
import { posix } from 'node:path';
import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';
import type { DomainId } from '../../src/core/method.ts';
import { DEFAULT_SPECS } from '../../src/core/spec.ts';

/** Pages that open on the usual figure of a domain where their address names no other. */
const USUAL: Readonly<Record<string, DomainId>> = {
  'index.html': 'attention',
  'weights.html': 'weights',
};

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
  const domain = USUAL[page];
  const id = domain
    ? DEFAULT_SPECS[domain].method
    : /^methods\/([a-z0-9-]+)\/index\.html$/.exec(page)?.[1];
  if (id === undefined) return [];
  const file = new RegExp(`/src/methods/details/${domain ?? '[a-z]+'}/${id}\\.generated\\.ts$`);
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
