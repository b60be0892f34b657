// Builds the static site. Paths are relative, so that any file host serves it from any folder.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { embedInDevelopment } from './tools/pages/dev-embed.ts';
import { methodPages } from './tools/pages/method-pages.ts';
import { preloadDetails } from './tools/pages/preload-details.ts';

const root = import.meta.dirname;
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
};

/** Every root *.html is a page of its own. */
const pages = Object.fromEntries(
  readdirSync(root)
    .filter((name) => name.endsWith('.html'))
    .map((name) => [basename(name, '.html'), join(root, name)]),
);

interface Chunk {
  readonly facadeModuleId?: string | null;
}

/** A method is one chunk, and so is what computes a domain; what workers share lies apart from what pages share. */
function workerChunk({ facadeModuleId }: Chunk): string {
  const main = /\/src\/methods\/([a-z-]+)\/(?:([a-z0-9-]+)\/\2|[a-z0-9-]+)\.ts$/;
  const method = main.exec(facadeModuleId ?? '')?.[1];
  if (method) return `assets/methods/${method}/[name]-[hash].js`;
  const domain = /\/src\/domains\/([a-z]+)\/compute\.ts$/.exec(facadeModuleId ?? '')?.[1];
  return `assets/worker/${domain ? `${domain}-domain` : '[name]'}-[hash].js`;
}

/** What only one domain's pages load is named by it, so that it can be told apart. */
function pageChunk({ facadeModuleId }: Chunk): string {
  const [, domain, part] =
    /\/src\/views\/([a-z]+)\/(?:\w+\/)?(\w+)\.\w+$/.exec(facadeModuleId ?? '') ?? [];
  return `assets/${domain ? `${domain}-${part}` : '[name]'}-[hash].js`;
}

export default defineConfig(({ isSsrBuild }) => ({
  base: './',
  // Styles go to files and nothing is inlined: the site must work under a policy without
  // 'unsafe-inline' and data: addresses.
  plugins: [
    svelte({ configFile: false, compilerOptions: { css: 'external' } }),
    methodPages(root),
    preloadDetails(),
    embedInDevelopment(root),
  ],
  define: { __ATLAS_VERSION__: JSON.stringify(version) },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    copyPublicDir: !isSsrBuild, // the command line is built without a page
    modulePreload: { polyfill: false },
    rolldownOptions: { input: pages, output: { chunkFileNames: pageChunk } },
  },
  // As most static hosts do: a frame in a sandbox is of no origin, and its page asks for its parts as one of another.
  preview: { cors: { origin: '*' } },
  worker: {
    format: 'es',
    rolldownOptions: {
      output: { entryFileNames: 'assets/worker/[name]-[hash].js', chunkFileNames: workerChunk },
    },
  },
}));
