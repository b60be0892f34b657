// The command line. Bad input ends with one clear line on standard error and exit code 2.
import { parseArgs } from 'node:util';
import { ExpectedError } from '../core/result.ts';
import { describeMethod, listMethods } from './methods.ts';
import { run } from './run.ts';

const USAGE = `sparsity-atlas: run published sparsity methods on your own tensors

  sparsity-atlas run <method> --input tensors.safetensors|.npz [options]
      --set name=value   a parameter of the method, as often as needed
      --budget fraction  let the method choose its parameters for this share of pairs, (0, 1]
      --out result.npz   write the mask, uint8 [n, n] or [heads, n, n]
      --json             metrics on one line
    The input holds q, k and v of shape [n, d] or [heads, n, d], float32 or float16, after RoPE;
    optionally q_pre and k_pre before it.

  sparsity-atlas list
  sparsity-atlas describe <method>
`;

/** Runs one command; returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    console.log(await command(args));
    return 0;
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    console.error(`sparsity-atlas: ${error.message}`);
    return 2;
  }
}

async function command(args: readonly string[]): Promise<string> {
  const [name, ...rest] = args;
  switch (name) {
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      return USAGE;
    case 'list':
      return listMethods();
    case 'describe':
      return describeMethod(positional(rest, 'describe'));
    case 'run':
      return runCommand(rest);
    default:
      throw new ExpectedError(
        'command',
        `there is no command “${name}”; there are run, list, describe`,
      );
  }
}

async function runCommand(args: readonly string[]): Promise<string> {
  const { values, positionals } = parse(args);
  const input = values.input;
  if (input === undefined)
    throw new ExpectedError('input', 'run needs --input with a .safetensors or .npz file');
  return run({
    method: positional(positionals, 'run'),
    input,
    set: values.set ?? [],
    budget: values.budget === undefined ? null : budgetOf(values.budget),
    out: values.out ?? null,
    compact: values.json ?? false,
  });
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        input: { type: 'string' },
        set: { type: 'string', multiple: true },
        budget: { type: 'string' },
        out: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    // Node's own words say which option is at fault; only their first sentence fits on a line.
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new ExpectedError('options', message);
  }
}

function positional(words: readonly string[], command: string): string {
  const [word, extra] = words;
  if (word === undefined)
    throw new ExpectedError('method', `${command} needs the name of a method; see list`);
  if (extra !== undefined)
    throw new ExpectedError('options', `unexpected “${extra}” after ${command} ${word}`);
  return word;
}

function budgetOf(text: string): number {
  const budget = Number(text);
  if (text.trim() === '' || !(budget > 0 && budget <= 1)) {
    throw new ExpectedError('budget', `--budget must be above 0 and at most 1, got “${text}”`);
  }
  return budget;
}
