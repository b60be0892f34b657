// Commands of this domain alone.
import { budgetOf, needed, parse, positional, SETTINGS, TEXT, tokensOf } from '../arguments.ts';
import type { Commands } from '../command.ts';

const usage = `  sparsity-atlas prune <method> --model folder --out folder [options]
      --text file        text to calibrate on; what is left of it measures the result; sample.code,
                         sample.docs and tale.<seed> come along
      --tokens count     tokens to calibrate on, 1024 by default
      --set, --budget, --json as of run
    Reads and writes a Hugging Face folder of a Llama-type model.
`;

export const commands: Commands = {
  prune: {
    usage,
    async run(args) {
      const own = { model: TEXT, text: TEXT, tokens: TEXT };
      const { values, positionals } = parse(args, { ...SETTINGS, ...own });
      const command = {
        method: positional(positionals, 'prune'),
        model: needed('prune', 'model', values.model, 'a model folder'),
        out: needed('prune', 'out', values.out, 'a folder to write'),
        text: values.text ?? null,
        tokens: tokensOf(values.tokens),
        set: values.set ?? [],
        budget: budgetOf(values.budget),
        compact: values.json ?? false,
      };
      const { prune } = await import('./prune.ts');
      return prune(command);
    },
  },
};
