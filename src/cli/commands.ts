// All commands: those of any domain, and those that domains bring. What a command needs is loaded when it
// runs.
import { ExpectedError } from '../core/result.ts';
import { budgetOf, needed, parse, positional, SETTINGS, TEXT, tokensOf } from './arguments.ts';
import type { Command, Commands } from './command.ts';
import { commands as ofDomains } from './commands.generated.ts';
import { describeMethod, listMethods } from './methods.ts';
import { DESCRIBE, LIST, RENDER, runUsage } from './usage.ts';

const { json } = SETTINGS;

/** What says on which text of which model a method runs. */
const ON_A_TEXT = {
  text: TEXT,
  tokens: TEXT,
  model: TEXT,
  at: { type: 'string', multiple: true },
  with: { type: 'string', multiple: true },
} as const;

const run: Command = {
  usage: runUsage,
  async run(args) {
    const { values, positionals } = parse(args, { ...SETTINGS, input: TEXT, ...ON_A_TEXT });
    const options = {
      method: positional(positionals, 'run'),
      set: values.set ?? [],
      budget: budgetOf(values.budget),
      out: values.out ?? null,
      compact: values.json ?? false,
    };
    if (values.text !== undefined) {
      if (values.input !== undefined) {
        throw new ExpectedError('input', 'run takes --input or --text, not both');
      }
      const { tokens, model = null, at = [], with: extras = [] } = values;
      const { runOnText } = await import('./run-text.ts');
      return runOnText({
        ...{ ...options, text: values.text, model, at, extras },
        tokens: tokens === undefined ? null : tokensOf(tokens),
      });
    }
    const alone = Object.keys(ON_A_TEXT).find((name) => name in values);
    if (alone !== undefined) {
      throw new ExpectedError(alone, `--${alone} goes with --text; --input has all that is read`);
    }
    const input = needed('run', 'input', values.input, 'a .safetensors or .npz file');
    const { run: runMethod } = await import('./run.ts');
    return runMethod({ ...options, input });
  },
};

const render: Command = {
  usage: RENDER,
  async run(args) {
    const { render: draw } = await import('./render.ts');
    return draw(args);
  },
};

const list: Command = {
  usage: LIST,
  run(args) {
    const { values, positionals } = parse(args, { json });
    const [extra] = positionals;
    if (extra !== undefined) {
      const what = `list takes no name; for one method: describe ${extra}`;
      throw new ExpectedError('options', what);
    }
    return listMethods(values.json ?? false);
  },
};

const describe: Command = {
  usage: DESCRIBE,
  run(args) {
    const { values, positionals } = parse(args, { json });
    return describeMethod(positional(positionals, 'describe'), values.json ?? false);
  },
};

/** In the order of the help. */
export const COMMANDS: Commands = { run, ...ofDomains, render, list, describe };
