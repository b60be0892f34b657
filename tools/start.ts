// The development server, from a fresh clone on: first the kernels and the catalogue, which every page imports;
// then the server, while what is baked is still on its way. Until there are snapshots, pages compute their
// figures from the model alone. Arguments go to Vite.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { generateSources } from './lib/generate.ts';
import { ROOT, run } from './lib/process.ts';

console.log('start: compiling the kernels and reading the catalogue, then the server starts');
if (!(await generateSources())) process.exit(1);

console.log(
  'start: the server; beside it the bake, whose pictures come with the next load of a page',
);
const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
const server = spawn(process.execPath, [vite, '--open', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
});
server.on('exit', (code) => process.exit(code ?? 1));

const { code } = await run('tsx tools/bake.ts', { stream: true });
if (code !== 0) console.error('start: the bake failed; the site works without its snapshots');
