// Everything that is generated, in the order of what needs what: the kernels and the catalogue side by
// side, then what is baked with them.
import { generateSources } from './lib/generate.ts';
import { run } from './lib/process.ts';

if (!(await generateSources())) process.exit(1);
const { code } = await run('tsx tools/bake.ts', { stream: true });
process.exitCode = code;
