// A small static file server for the bench: folders mounted under prefixes, isolated so that the page
// has fine-grained clocks.
import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};

/** What hosts compress; other files are sent as they are. */
const COMPRESSED = new Set(['.html', '.js', '.mjs', '.css', '.json', '.svg', '.wasm']);

/** A file that was sent. */
export interface Sent {
  readonly path: string;
  /** Bytes of the body on the wire. */
  readonly bytes: number;
}

export interface Site {
  /** Ends with a slash. */
  readonly url: string;
  /** Everything sent so far, in order. */
  readonly sent: Sent[];
  close(): void;
}

/**
 * Serves `mounts` (prefix ending in a slash → folder) on a free port of this machine; `gzip`: compressed,
 * as hosts on the net do.
 */
export async function serve(
  mounts: Readonly<Record<string, string>>,
  { gzip = false } = {},
): Promise<Site> {
  const sent: Sent[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://bench').pathname);
    const file = find(mounts, path.endsWith('/') ? `${path}index.html` : path);
    if (!file) {
      response.writeHead(404).end(`nothing at ${path}`);
      return;
    }
    const ending = extname(file);
    const compress = gzip && COMPRESSED.has(ending);
    const body = compress ? gzipSync(readFileSync(file)) : readFileSync(file);
    sent.push({ path, bytes: body.length });
    response.writeHead(200, {
      'content-type': TYPES[ending] ?? 'application/octet-stream',
      'content-length': body.length,
      ...(compress && { 'content-encoding': 'gzip' }),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    response.end(body);
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, sent, close: () => server.close() };
}

function find(mounts: Readonly<Record<string, string>>, path: string): string | null {
  const prefix = Object.keys(mounts)
    .filter((mount) => path.startsWith(mount))
    .sort((a, b) => b.length - a.length)[0];
  const folder = prefix === undefined ? undefined : mounts[prefix];
  if (prefix === undefined || folder === undefined) return null;
  const file = normalize(join(folder, path.slice(prefix.length)));
  if (!file.startsWith(normalize(folder) + sep)) return null;
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
}
