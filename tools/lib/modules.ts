// Which files of a build the browser loads together: a module and everything it imports statically.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseSync } from 'vite';

/** `entries` and their static imports, near and far; absolute paths, each once. */
export function staticClosure(entries: readonly string[]): string[] {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const specifier of staticImports(readFileSync(file, 'utf8'))) {
      visit(join(dirname(file), specifier));
    }
  };
  entries.forEach(visit);
  return [...seen];
}

/** Relative specifiers of the static imports and re-exports of a built module. */
function staticImports(code: string): string[] {
  return parseSync('module.js', code).program.body.flatMap((node) => {
    const source = 'source' in node ? node.source : null;
    return source?.value.startsWith('.') ? [source.value] : [];
  });
}

/** Local scripts that a page starts with, as they stand in its HTML. */
export function scriptsOf(html: string): string[] {
  return [...html.matchAll(/<script\b[^>]*\bsrc="([^"]+)"/g)].map(([, src]) => src ?? '');
}

/** Bytes after gzip at its strongest, file by file as a server sends them. */
export function gzipped(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
}
