// Sets of characters in brackets: ranges, named sets, sets within sets and what two sets share.
import { told } from '../../../core/told.ts';
import { anyCase, multipleIn } from './case.ts';
import { codeEscape } from './escapes.ts';
import { literal, type Reader } from './reader.ts';
import { POSIX, propertyNamed, SHORTHANDS } from './sets.ts';

/**
 * Characters that match any of: those between brackets (`inner`), and those that a regex of one character
 * matches.
 */
interface Union {
  readonly inner: string[];
  readonly others: string[];
}

/** Reads a set whose "[" was read; returns the regex of one character. */
export function readSet(reader: Reader, ignoreCase: boolean): string {
  const opened = reader.at - 1;
  const negated = reader.take('^');
  if (reader.peek() === ']') throw reader.refuse('“]” as the first of a set');
  const operands: Union[] = [];
  do operands.push(readUnion(reader, ignoreCase, opened));
  while (reader.take('&&'));
  if (!reader.take(']')) throw reader.refuse('a set without an end', opened);
  if (operands.length > 1 || operands[0]!.others.length > 0) {
    if (ignoreCase) throw reader.refuse('a set of sets under (?i)', opened);
    const [first, ...more] = operands.reverse().map((each) => withOthers(each));
    const both = more.reduce((inside, each) => `(?:(?=${each})${inside})`, first!);
    return negated ? `(?:(?!${both})[^])` : both;
  }
  const inner = operands[0]!.inner.join('');
  if (!ignoreCase) return bracketed(inner, negated);
  const several = negated ? null : multipleIn(inner);
  if (several !== null) {
    throw reader.refuse(
      `a set with “${several}”, which is several letters in another case,`,
      opened,
    );
  }
  return bracketed(anyCase(inner), negated);
}

export function bracketed(inner: string, negated: boolean): string {
  return `[${negated ? '^' : ''}${inner}]`;
}

function withOthers({ inner, others }: Union): string {
  const sets = inner.length > 0 ? [bracketed(inner.join(''), false), ...others] : others;
  return sets.length === 1 ? sets[0]! : `(?:${sets.join('|')})`;
}

function readUnion(reader: Reader, ignoreCase: boolean, opened: number): Union {
  const inner: string[] = [];
  const others: string[] = [];
  const put = (set: string, negated: boolean): void => {
    if (!negated) inner.push(set);
    else others.push(bracketed(set, true));
  };
  while (reader.peek() !== ']' && reader.peek(2) !== '&&') {
    if (reader.done) throw reader.refuse('a set without an end', opened);
    const at = reader.at;
    if (reader.take('[:')) {
      const name = reader.match(/^(\^?)(\w+):\]/);
      const set = name && Object.hasOwn(POSIX, name[2]!) ? POSIX[name[2]!] : undefined;
      if (set === undefined)
        throw reader.refuse(`the class “[:${name?.[2] ?? reader.peek(8)}”`, at);
      put(set, name?.[1] === '^');
    } else if (reader.take('[')) {
      others.push(readSet(reader, ignoreCase));
    } else {
      const named = readNamed(reader);
      if (named) put(named.set, named.negated);
      else inner.push(readRange(reader));
    }
  }
  if (inner.length + others.length === 0 || reader.peek(3) === '&&&')
    throw reader.refuse('“&&” beside nothing');
  return { inner: spread(inner, others), others };
}

/** A lone complement goes into the brackets as it is: `[\S\n]`. */
function spread(inner: string[], others: string[]): string[] {
  for (let i = others.length - 1; i >= 0; i--) {
    const complement = /^\[\^\\p(\{\w+(?:=\w+)?\})\]$/.exec(others[i]!);
    if (!complement) continue;
    others.splice(i, 1);
    inner.push(`\\P${complement[1]!}`);
  }
  return inner;
}

/** A shorthand or property, such as `\d` or `\p{L}`; null where none comes next. */
export function readNamed(
  reader: Reader,
): { readonly set: string; readonly negated: boolean; readonly letter: string } | null {
  const at = reader.at;
  const short = reader.match(/^\\([dDsShHwW])/);
  if (short) {
    const letter = short[1]!;
    const set = SHORTHANDS[letter.toLowerCase()]!;
    return { set, negated: letter < 'a', letter };
  }
  const property = reader.match(/^\\([pP])\{(\^?)([^}]*)\}/);
  if (!property) return null;
  const [, letter, caret, name] = property as unknown as [string, string, string, string];
  const set = propertyNamed(name);
  if (set === undefined) throw reader.refuse(`the property “${told(name, 30)}”`, at);
  return { set, negated: (letter === 'P') !== (caret === '^'), letter };
}

function readRange(reader: Reader): string {
  const at = reader.at;
  const from = readCharacter(reader);
  if (reader.peek() !== '-' || reader.peek(2) === '-]') return literal(from);
  if (from === '-') throw reader.refuse('a range from “-”', at);
  reader.next();
  if (reader.peek() === '[' || readNamed(reader)) throw reader.refuse('a range up to a set', at);
  const to = readCharacter(reader);
  if (to.codePointAt(0)! < from.codePointAt(0)!) {
    throw reader.refuse(`the range “${from}-${to}”, which holds nothing,`, at);
  }
  if (reader.peek() === '-' && reader.peek(2) !== '-]') {
    throw reader.refuse('“-” after a range', reader.at);
  }
  return `${literal(from)}-${literal(to)}`;
}

function readCharacter(reader: Reader): string {
  if (reader.peek() !== '\\') return reader.next();
  if (reader.take('\\b')) return '\b';
  return codeEscape(reader);
}
