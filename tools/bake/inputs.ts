// Whether anything has changed that the baked files are made from: one hash over all of it.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders and files below the root that the output depends on. */
const SOURCES = [
  'src/core',
  'src/kernels',
  'src/methods',
  'src/model',
  'src/domains',
  'src/client/portraits.ts',
  'src/client/snapshots.ts',
  'src/figure/export',
  'src/figure/summary.ts',
  'workers',
  'tools/bake',
  'tools/bake.ts',
];

/** Hash over names and contents, binaries of the kernels and the model's files among them. */
export function hashInputs(root: string, model: string): string {
  const hash = createHash('sha256');
  for (const path of [...SOURCES, model].flatMap((source) => filesBelow(root, source))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(root: string, path: string): string[] {
  if (!existsSync(join(root, path))) return [];
  if (/\.[a-z]+$/.test(path)) return [path];
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
}
