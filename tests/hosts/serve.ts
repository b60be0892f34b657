// Serves a folder as an ordinary file host would, with the headers that a test wants.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};

export interface Host {
  /** Ends with a slash. */
  readonly url: string;
  /** Paths asked for, in order. */
  readonly asked: string[];
  close(): void;
}

/** `mounts`: prefixes, each ending in a slash, to folders. */
export async function serve(
  mounts: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Host> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname);
    asked.push(path);
    const file = find(mounts, path.endsWith('/') ? `${path}index.html` : path);
    if (!file) {
      response.writeHead(404, headers).end('not here');
      return;
    }
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, ...headers });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function find(mounts: Readonly<Record<string, string>>, path: string): string | null {
  const prefixes = Object.keys(mounts).filter((mount) => path.startsWith(mount));
  const prefix = prefixes.sort((a, b) => b.length - a.length)[0];
  const folder = prefix === undefined ? undefined : mounts[prefix];
  if (prefix === undefined || folder === undefined) return null;
  const file = normalize(join(folder, path.slice(prefix.length)));
  if (!file.startsWith(normalize(`${folder}${sep}`))) return null;
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}
