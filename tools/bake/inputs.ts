// Whether anything has changed that the baked files are made from: one hash over all of it.
import { hashFiles } from '../lib/tree.ts';

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
  return hashFiles(root, [...SOURCES, model]);
}
