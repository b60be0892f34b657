// Everything about the source that needs no test run: types, lint, layout, layers, dead code and
// generated files. `npm run check -- lint layers` runs only the gates named.
import { availableParallelism } from 'node:os';
import { inParallel, inSeconds, run } from './lib/process.ts';

interface Gate {
  readonly name: string;
  readonly command: string;
}

// The slow ones first, so that the short ones fill the gaps.
const GATES: readonly Gate[] = [
  { name: 'lint', command: 'eslint . --max-warnings 0' },
  { name: 'format', command: 'prettier --check . --log-level warn' },
  {
    name: 'types-page',
    command: 'svelte-check --tsgo --fail-on-warnings --tsconfig ./tsconfig.page.json',
  },
  { name: 'layers', command: 'tsx tools/layers.ts' },
  { name: 'dead-code', command: 'knip --no-progress' },
  { name: 'types-node', command: 'tsc -p tsconfig.node.json' },
  { name: 'types-compute', command: 'tsc -p tsconfig.compute.json' },
  { name: 'generated', command: 'tsx tools/catalogue.ts --check' },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !GATES.some((gate) => gate.name === name));
if (unknown.length > 0) {
  console.error(
    `no gate “${unknown.join('”, “')}”; there are ${GATES.map((gate) => gate.name).join(', ')}`,
  );
  process.exit(2);
}
const gates = GATES.filter((gate) => wanted.length === 0 || wanted.includes(gate.name));

const kernels = await run('npm run -s build:kernels'); // modules that imports must resolve to
if (kernels.code !== 0) console.error(`build:kernels failed\n${kernels.output}`);

const results = await inParallel(
  gates.map((gate) => async () => {
    const result = await run(gate.command);
    const passed = result.code === 0;
    console.log(`${passed ? '✓' : '✗'} ${gate.name.padEnd(14)} ${inSeconds(result.seconds)}`);
    return { ...gate, ...result, passed };
  }),
  Math.max(1, Math.min(4, availableParallelism())),
);

const failed = results.filter((result) => !result.passed);
for (const { name, command, output } of failed) {
  console.log(`\n── ${name}: ${command}\n${output.trimEnd()}`);
}
const failures = failed.length + (kernels.code === 0 ? 0 : 1);
console.log(`\n${results.length - failed.length} passed, ${failures} failed`);
process.exitCode = failures > 0 ? 1 : 0;
