// Builds the library: a module per source file, so that bundlers take from it what a program uses.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { findMethodFiles } from './catalogue/read.ts';
import { kernelFiles } from './kernel-files.ts';
import { cards } from '../src/domains/cards.generated.ts';

const root = join(import.meta.dirname, '..');
/** Of each method its domain, its id and its main file below `src`, without the ending. */
const methods = findMethodFiles(root, cards).map(({ domain, id, path }) => ({
  ...{ domain, id },
  module: path.slice('src/'.length, -'.ts'.length),
}));

/** What a bundler cannot make: declarations, and the names of the methods. */
function companions(): Plugin {
  return {
    name: 'library-companions',
    writeBundle({ dir = '' }) {
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      const config = join(root, 'tsconfig.lib.json');
      execFileSync(process.execPath, [tsc, '-p', config, '--outDir', dir], { stdio: 'inherit' });
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (name.endsWith('.d.ts')) nameModules(join(dir, name));
      }
      nameMethods(dir);
    },
  };
}

/** Declarations name the modules as they are called here, not as their sources are. */
function nameModules(file: string): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/(['"]\.{1,2}\/[^'"]*)\.ts(['"])/g, '$1.js$2'));
}

/**
 * What the package exports: every method as `methods/<domain>/<id>`, and as `methods/<id>` the one of the
 * first domain that has the id.
 */
function nameMethods(dir: string): void {
  const write = (name: string, up: string, module: string): void => {
    const file = join(dir, 'lib/methods', name);
    mkdirSync(dirname(file), { recursive: true });
    const code = `export { default } from '${up}${module}.js';\n`;
    writeFileSync(`${file}.js`, code);
    writeFileSync(`${file}.d.ts`, code);
  };
  for (const { domain, id, module } of methods) {
    write(`${domain}/${id}`, '../../../', module);
    if (!existsSync(join(dir, 'lib/methods', `${id}.js`))) write(id, '../../', module);
  }
}

export default defineConfig({
  root,
  plugins: [companions(), kernelFiles('kernels/wasm/build')],
  build: {
    target: 'es2022',
    ssr: true, // no page, and files stay files
    outDir: 'dist-lib',
    emptyOutDir: true,
    copyPublicDir: false,
    minify: false,
    rolldownOptions: {
      input: {
        'lib/index': join(root, 'src/lib/index.ts'),
        ...Object.fromEntries(
          methods.map(({ module }) => [module, join(root, 'src', `${module}.ts`)]),
        ),
      },
      preserveEntrySignatures: 'strict',
      output: {
        preserveModules: true,
        preserveModulesRoot: join(root, 'src'),
        entryFileNames: '[name].js',
      },
    },
  },
});
