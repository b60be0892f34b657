// The compiled kernels beside a build that reads them as files: bundlers leave them where they were.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const BUILT = join(import.meta.dirname, '../src/kernels/wasm/build');

/** Copies them into a folder of the build, which is the folder `build` beside the module that loads them. */
export function kernelFiles(folder: string): Plugin {
  return {
    name: 'kernel-files',
    writeBundle({ dir = '' }) {
      cpSync(BUILT, join(dir, folder), {
        recursive: true,
        filter: (file) => !/\.\w+$/.test(file) || /kernels-\w+\.wasm$/.test(file),
      });
    },
  };
}
