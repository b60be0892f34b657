// The command line. Bad input ends with one clear line on standard error and exit code 2.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { ExpectedError } from '../core/result.ts';
import { describeMethod, listMethods } from './methods.ts';
import { prune } from './prune.ts';
import { render, RENDER_USAGE } from './render.ts';
import { run } from './run.ts';

const USAGE = `sparsity-atlas: run published sparsity methods on your own tensors and models

  sparsity-atlas run <method> --input tensors.safetensors|.npz [options]
      --set name=value   a parameter of the method, as often as needed
      --budget fraction  let the method choose its parameters to keep this share, (0, 1]
      --out result.npz   write the mask: uint8 [n, n] or [heads, n, n]; for weights uint8 [out, in],
                         with the weights afterwards as float32
      --json             metrics on one line
    Attention: the input holds q, k and v of shape [n, d] or [heads, n, d], float32 or float16, after
    RoPE; optionally q_pre and k_pre before it.
    Weights: the input holds w of shape [out, in]; optionally x, calibration activations of shape
    [tokens, in] or [sequences, tokens, in], and x_test, others to measure the output error on.

  sparsity-atlas prune <method> --model folder --out folder [options]
      --text file        text to calibrate on; what is left of it measures the result
      --tokens count     tokens to calibrate on, 1024 by default
      --set, --budget, --json as above
    Reads and writes a Hugging Face folder of a Llama-type model.

${RENDER_USAGE}
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
    case 'prune':
      return pruneCommand(rest);
    case 'render':
      return render(rest);
    default:
      throw new ExpectedError(
        'command',
        `there is no command “${name}”; there are run, prune, render, list, describe`,
      );
  }
}

const SETTINGS = {
  set: { type: 'string', multiple: true },
  budget: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean' },
} as const;

async function runCommand(args: readonly string[]): Promise<string> {
  const options = { ...SETTINGS, input: { type: 'string' } } as const;
  const { values, positionals } = parse(args, options);
  return run({
    method: positional(positionals, 'run'),
    input: needed('run', 'input', values.input, 'a .safetensors or .npz file'),
    set: values.set ?? [],
    budget: values.budget === undefined ? null : budgetOf(values.budget),
    out: values.out ?? null,
    compact: values.json ?? false,
  });
}

async function pruneCommand(args: readonly string[]): Promise<string> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parse(args, { ...SETTINGS, model: text, text, tokens: text });
  return prune({
    method: positional(positionals, 'prune'),
    model: needed('prune', 'model', values.model, 'a model folder'),
    out: needed('prune', 'out', values.out, 'a folder to write'),
    text: values.text ?? null,
    tokens: values.tokens === undefined ? 1024 : tokensOf(values.tokens),
    set: values.set ?? [],
    budget: values.budget === undefined ? null : budgetOf(values.budget),
    compact: values.json ?? false,
  });
}

function parse<const T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    // Node's own words say which option is at fault; only their first sentence fits on a line.
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new ExpectedError('options', message);
  }
}

function needed(command: string, name: string, value: string | undefined, what: string): string {
  if (value !== undefined) return value;
  throw new ExpectedError(name, `${command} needs --${name} with ${what}`);
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

function tokensOf(text: string): number {
  const tokens = Number(text);
  if (text.trim() === '' || !Number.isInteger(tokens) || tokens < 16) {
    throw new ExpectedError('tokens', `--tokens must be a whole number from 16 on, got “${text}”`);
  }
  return tokens;
}
