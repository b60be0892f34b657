// A page of its own for every method: `methods/<id>/index.html` from one template and the catalogue, in
// the build and on the development server. Links on it are relative, so that it works in any folder.
// Beside them `oembed/<id>.json`, which each page names.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import type { CatalogueEntry } from '../../src/core/method.ts';
import { catalogue } from '../../src/methods/catalogue.generated.ts';
import { methodSlug } from '../../src/methods/slug.ts';
import { oembed } from './oembed.ts';
import { renderMethodPage } from './render.ts';

const TEMPLATE = 'src/app/method/page.html';

export function methodPages(root: string): Plugin {
  const entries = new Map(catalogue.map((entry) => [methodSlug(entry), entry]));
  const fileOf = (slug: string): string =>
    join(root, 'methods', slug, 'index.html').replaceAll('\\', '/');
  const byFile = new Map([...entries.keys()].map((slug) => [fileOf(slug), slug]));
  const render = (slug: string): string | null => {
    const entry = entries.get(slug);
    if (!entry) return null;
    const template = readFileSync(join(root, TEMPLATE), 'utf8');
    return renderMethodPage(template, entry, process.env['ATLAS_URL'] ?? null);
  };
  const answer = (entry: CatalogueEntry): string =>
    JSON.stringify(oembed(entry, process.env['ATLAS_URL'] ?? null));
  let isPage = false;

  return {
    name: 'atlas-method-pages',
    config(_, { isSsrBuild }) {
      isPage = !isSsrBuild;
      if (!isPage) return;
      const input = Object.fromEntries(
        [...entries.keys()].map((slug) => [`methods/${slug}`, fileOf(slug)]),
      );
      return { build: { rolldownOptions: { input } } };
    },
    // The pages exist nowhere on disk.
    resolveId: {
      order: 'pre',
      handler: (source) => (byFile.has(source) ? source : null),
    },
    load: {
      order: 'pre',
      handler(source) {
        const slug = byFile.get(source);
        return slug === undefined ? null : render(slug);
      },
    },
    generateBundle() {
      for (const [slug, entry] of isPage ? entries : []) {
        const fileName = `oembed/${slug}.json`;
        this.emitFile({ type: 'asset', fileName, source: answer(entry) });
      }
    },
    configureServer(server) {
      server.middlewares.use('/oembed', (request, response, next) => {
        const entry = entries.get(/^\/([a-z0-9-]+)\.json$/.exec(request.url ?? '')?.[1] ?? '');
        if (!entry) return next();
        response.setHeader('content-type', 'application/json').end(answer(entry));
      });
      server.middlewares.use((request, response, next) => {
        const [, slug, rest] =
          /^\/methods\/([a-z0-9-]+)(\/(?:index\.html)?)?(?:[?#]|$)/.exec(request.url ?? '') ?? [];
        const html = slug === undefined ? null : render(slug);
        if (slug === undefined || html === null) return next();
        if (rest === undefined) {
          response.writeHead(302, { location: `/methods/${slug}/` }).end();
          return;
        }
        server
          .transformIndexHtml(`/methods/${slug}/index.html`, html)
          .then((page) => response.setHeader('content-type', 'text/html').end(page), next);
      });
    },
  };
}
