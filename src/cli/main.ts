// The command line. Bad input ends with one clear line on standard error and exit code 2.
import { nearestName } from '../core/nearest.ts';
import { ExpectedError } from '../core/result.ts';
import { told } from '../core/told.ts';
import { COMMANDS } from './commands.ts';
import { usageOf, usageOfAll } from './usage.ts';
import { version } from './version.ts';

/** Runs one command; returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    console.log(await command(args));
    return 0;
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    // Whatever names it quotes, it stays one line.
    console.error(`sparsity-atlas: ${told(error.message, LONGEST)}`);
    return 2;
  }
}

/** Of a line, characters. */
const LONGEST = 2000;

const HELP: readonly string[] = ['help', '--help', '-h'];
const VERSION: readonly string[] = ['version', '--version', '-v'];

async function command(args: readonly string[]): Promise<string> {
  const [name, ...rest] = args;
  if (name === undefined) return usageOfAll(COMMANDS);
  if (HELP.includes(name)) {
    return rest[0] === undefined ? usageOfAll(COMMANDS) : usageOf(commandOf(rest[0]));
  }
  if (VERSION.includes(name)) return version();
  const known = commandOf(name);
  return rest.includes('--help') || rest.includes('-h') ? usageOf(known) : known.run(rest);
}

function commandOf(name: string) {
  const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (known) return known;
  const names = Object.keys(COMMANDS);
  const near = nearestName(name, names);
  const meant = near === null ? `there are ${names.join(', ')}` : `did you mean “${near}”?`;
  throw new ExpectedError('command', `there is no command “${name}”; ${meant}`);
}
