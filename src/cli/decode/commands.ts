// Commands of this domain alone.
import { parse, positional } from '../arguments.ts';
import type { Commands } from '../command.ts';

const usage = `  sparsity-atlas trace <file> [options]
      --json             on one line
    Checks an eviction trace in .npz or .json, whoever wrote it, and tells its numbers: what each
    head stores, and what else the file tells enough for. The format is in docs/traces.md.
`;

export const commands: Commands = {
  trace: {
    usage,
    async run(args) {
      const { values, positionals } = parse(args, { json: { type: 'boolean' } });
      const path = positional(positionals, 'trace', 'a file, an eviction trace');
      const { inspectTrace } = await import('./trace.ts');
      return inspectTrace(path, values.json ?? false);
    },
  },
};
