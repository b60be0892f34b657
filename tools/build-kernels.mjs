// Compiles the AssemblyScript kernels twice, with and without relaxed SIMD; with `--bench` also the
// module that measures the engine's peak. Does nothing where the binaries are newer than all that they
// are made from.
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const sources = join(root, 'src/kernels/wasm/assembly');
const build = join(root, 'src/kernels/wasm/build');
const LARGEST = 20_000; // bytes, gzipped

const variants = [
  { name: 'kernels-relaxed.wasm', entry: 'index.ts', features: ['simd', 'relaxed-simd'] },
  { name: 'kernels-simd.wasm', entry: 'index.ts', features: ['simd'] },
  ...(process.argv.includes('--bench')
    ? [{ name: 'peak.wasm', entry: 'peak.ts', features: ['simd', 'relaxed-simd'] }]
    : []),
];

const inputs = readdirSync(sources)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(sources, name));
const newest = Math.max(...[...inputs, import.meta.filename].map(changed));
const stale = variants.filter(({ name }) => changed(join(build, name)) <= newest);

if (stale.length > 0) {
  console.log(`kernels: compiling ${stale.map(({ name }) => name).join(' and ')}`);
  const { default: asc } = await import('assemblyscript/asc');
  mkdirSync(build, { recursive: true });
  for (const variant of stale) await compile(asc, variant);
}

/** @param {string} file @returns {number} ms since 1970; 0 where there is no such file */
function changed(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function compile(asc, { name, entry, features }) {
  let binary;
  const { error, stderr } = await asc.main(
    [
      join(sources, entry),
      ...['--outFile', name],
      ...['-O3', '--converge', '--noAssert', '--runtime', 'stub'],
      ...['--disableWarning', '112'], // vectors are passed between our own functions only
      ...features.flatMap((feature) => ['--enable', feature]),
    ],
    {
      readFile: (path, base) => readFile(join(base, path), 'utf8').catch(() => null),
      writeFile: (_, contents) => (binary = contents),
      listFiles: () => [],
    },
  );
  if (error || !binary) throw new Error(`${name} did not compile:\n${stderr}`);
  const size = gzipSync(binary, { level: 9 }).length;
  if (size > LARGEST) throw new Error(`${name} has ${size} bytes gzipped, more than ${LARGEST}`);
  // Moved into place whole, so that nothing ever loads half a binary.
  const partial = join(build, `${name}.${process.pid}`);
  await writeFile(partial, binary);
  await rename(partial, join(build, name));
  console.log(`${name}: ${binary.length} bytes, ${size} gzipped`);
}
