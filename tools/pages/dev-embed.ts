// In development the element of other pages is what the build makes of it, as its styles must go into
// shadow roots: built when a page first asks for it, and again after a change.
import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { build, type Plugin } from 'vite';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

const FILES = /^\/(embed(-worker)?\.js|embed-methods\.json|assets\/.+\.(js|wasm))$/;

export function embedInDevelopment(root: string): Plugin {
  const outDir = join(root, 'node_modules/.cache/sparsity-atlas-embed');
  let built: Promise<unknown> | null = null;
  return {
    name: 'embed-in-development',
    apply: 'serve',
    configureServer(server) {
      if (process.env['VITEST']) return;
      server.watcher.on('change', (file) => {
        if (/[\\/](src|workers)[\\/]/.test(file)) built = null;
      });
      server.middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url ?? '/', 'http://localhost');
        if (!FILES.test(pathname)) return next();
        built ??= build({
          ...{ root, configFile: join(root, 'tools/vite-embed.ts'), logLevel: 'error' },
          build: { outDir },
        });
        built.then(() => {
          const file = join(outDir, pathname);
          if (!existsSync(file)) return next();
          response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
          response.end(readFileSync(file));
        }, next);
      });
    },
  };
}
