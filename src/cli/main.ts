// The command line. Bad input ends with one clear line on standard error and exit code 2.
import { nearestName } from '../core/nearest.ts';
import { ExpectedError } from '../core/result.ts';
import { budgetOf, needed, parse, positional, tokensOf } from './arguments.ts';
import { describeMethod, listMethods } from './methods.ts';
import { prune } from './prune.ts';
import { run } from './run.ts';
import { COMMAND_NAMES, isCommand, usageOf, type CommandName } from './usage.ts';
import { version } from './version.ts';

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

const HELP: readonly string[] = ['help', '--help', '-h'];
const VERSION: readonly string[] = ['version', '--version', '-v'];

async function command(args: readonly string[]): Promise<string> {
  const [name, ...rest] = args;
  if (name === undefined) return usageOf(null);
  if (HELP.includes(name)) return usageOf(rest[0] === undefined ? null : commandOf(rest[0]));
  if (VERSION.includes(name)) return version();
  const known = commandOf(name);
  return rest.includes('--help') || rest.includes('-h') ? usageOf(known) : COMMANDS[known](rest);
}

function commandOf(name: string): CommandName {
  if (isCommand(name)) return name;
  const near = nearestName(name, COMMAND_NAMES);
  const meant = near === null ? `there are ${COMMAND_NAMES.join(', ')}` : `did you mean “${near}”?`;
  throw new ExpectedError('command', `there is no command “${name}”; ${meant}`);
}

const COMMANDS: Readonly<
  Record<CommandName, (args: readonly string[]) => string | Promise<string>>
> = { run: runCommand, prune: pruneCommand, render, list, describe };

const text = { type: 'string' } as const;
const json = { type: 'boolean' } as const;
const SETTINGS = {
  set: { type: 'string', multiple: true },
  budget: text,
  out: { type: 'string', short: 'o' },
  json,
} as const;

/** Loaded only for pictures: it brings all that draws. */
async function render(args: readonly string[]): Promise<string> {
  const { render: draw } = await import('./render.ts');
  return draw(args);
}

function list(args: readonly string[]): string {
  const { values, positionals } = parse(args, { json });
  const [extra] = positionals;
  if (extra !== undefined) {
    const what = `list takes no name; for one method: describe ${extra}`;
    throw new ExpectedError('options', what);
  }
  return listMethods(values.json ?? false);
}

function describe(args: readonly string[]): string {
  const { values, positionals } = parse(args, { json });
  return describeMethod(positional(positionals, 'describe'), values.json ?? false);
}

async function runCommand(args: readonly string[]): Promise<string> {
  const { values, positionals } = parse(args, { ...SETTINGS, input: text });
  return run({
    method: positional(positionals, 'run'),
    input: needed('run', 'input', values.input, 'a .safetensors or .npz file'),
    set: values.set ?? [],
    budget: budgetOf(values.budget),
    out: values.out ?? null,
    compact: values.json ?? false,
  });
}

async function pruneCommand(args: readonly string[]): Promise<string> {
  const { values, positionals } = parse(args, { ...SETTINGS, model: text, text, tokens: text });
  return prune({
    method: positional(positionals, 'prune'),
    model: needed('prune', 'model', values.model, 'a model folder'),
    out: needed('prune', 'out', values.out, 'a folder to write'),
    text: values.text ?? null,
    tokens: tokensOf(values.tokens),
    set: values.set ?? [],
    budget: budgetOf(values.budget),
    compact: values.json ?? false,
  });
}
