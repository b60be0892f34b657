// Options and words of a command, checked as they are typed.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { nearestName } from '../core/nearest.ts';
import { ExpectedError } from '../core/result.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

export const TEXT = { type: 'string' } as const;

/** Options of whatever runs a method on something and writes the outcome. */
export const SETTINGS = {
  set: { type: 'string', multiple: true },
  budget: TEXT,
  out: { type: 'string', short: 'o' },
  json: { type: 'boolean' },
} as const;

/** Throws an ExpectedError for an option that does not exist, has no value or is given twice. */
export function parse<const T extends Options>(args: readonly string[], options: T) {
  const { values, positionals, tokens } = parsed(withValues(args, options), options);
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option' || options[token.name]?.multiple) continue;
    if (seen.has(token.name)) {
      throw new ExpectedError(token.name, `--${token.name} is given twice; only one can count`);
    }
    seen.add(token.name);
  }
  return { values, positionals };
}

function parsed<const T extends Options>(args: string[], options: T) {
  try {
    return parseArgs({ args, allowPositionals: true, tokens: true, options });
  } catch (error) {
    // Node's own words say which option is at fault; only their first sentence fits on a line.
    const words = error instanceof Error ? error.message : String(error);
    const [message = ''] = words.split(/\.\s/);
    const unknown = /^Unknown option '(-[^']*)'/.exec(message)?.[1];
    throw new ExpectedError('options', unknown === undefined ? message : help(unknown, options));
  }
}

/** Each option that takes a value in one word with it, also where that is a number below zero. */
function withValues(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (word === '--') return [...joined, ...args.slice(at)];
    const name = Object.keys(options).find((each) => {
      const { short } = options[each]!;
      return word === `--${each}` || (short !== undefined && word === `-${short}`);
    });
    if (name === undefined || options[name]!.type !== 'string') {
      joined.push(word);
      continue;
    }
    const value = args[++at];
    if (value === undefined || /^-(?![\d.])./.test(value)) {
      const hint = `; a value that begins with a dash is written --${name}=${value}`;
      const found = value === undefined ? '' : `, got “${value}”${hint}`;
      throw new ExpectedError(name, `--${name} needs a value${found}`);
    }
    joined.push(`--${name}=${value}`);
  }
  return joined;
}

function help(unknown: string, options: Options): string {
  const names = Object.keys(options).map((name) => `--${name}`);
  const near = nearestName(unknown, names);
  const meant = near === null ? '' : `; did you mean “${near}”?`;
  const known = names.length > 0 ? `there are ${names.join(', ')}` : 'there are none';
  return `there is no option “${unknown}”${meant === '' ? `; ${known}` : meant}`;
}

export function needed(
  command: string,
  name: string,
  value: string | undefined,
  what: string,
): string {
  if (value !== undefined && value !== '') return value;
  throw new ExpectedError(name, `${command} needs --${name} with ${what}`);
}

/** The one word that a command takes. */
export function positional(
  words: readonly string[],
  command: string,
  what = 'the name of a method; see list',
): string {
  const [word, extra] = words;
  if (word === undefined) throw new ExpectedError('method', `${command} needs ${what}`);
  if (extra !== undefined)
    throw new ExpectedError('options', `unexpected “${extra}” after ${command} ${word}`);
  return word;
}

export function budgetOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const budget = Number(text);
  if (text.trim() === '' || !(budget > 0 && budget <= 1)) {
    throw new ExpectedError('budget', `--budget must be above 0 and at most 1, got “${text}”`);
  }
  return budget;
}

export function tokensOf(text: string | undefined): number {
  if (text === undefined) return 1024;
  const tokens = Number(text);
  if (text.trim() === '' || !Number.isInteger(tokens) || tokens < 16) {
    throw new ExpectedError('tokens', `--tokens must be a whole number from 16 on, got “${text}”`);
  }
  return tokens;
}
