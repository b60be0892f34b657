// Builds the command line: one program for Node, methods and renderer loaded when they are wanted.
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { kernelFiles } from './kernel-files.ts';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
};

/** They lie below the program as below the sources. */
function builtInTexts(): Plugin {
  const folder = 'model/samples';
  return {
    name: 'built-in-texts',
    writeBundle({ dir = '' }) {
      cpSync(join(root, 'src', folder), join(dir, folder), { recursive: true });
    },
  };
}

export default defineConfig({
  root,
  plugins: [kernelFiles('assets/build'), builtInTexts()],
  define: { __ATLAS_VERSION__: JSON.stringify(version) },
  build: {
    target: 'es2022',
    ssr: 'src/cli/bin.ts',
    outDir: 'dist-cli',
    emptyOutDir: true,
    copyPublicDir: false,
    rolldownOptions: { output: { chunkFileNames: 'assets/[name]-[hash].js' } },
  },
});
