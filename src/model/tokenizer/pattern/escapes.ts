// Escapes that stand for one character.
import type { Reader } from './reader.ts';

const CONTROL: Readonly<Record<string, string>> = {
  ...{ t: '\t', n: '\n', r: '\r', f: '\f', v: '\v' },
  ...{ a: '\x07', e: '\x1b' },
};

/** Reads an escape that stands for one character; its "\" comes next. */
export function codeEscape(reader: Reader): string {
  const at = reader.at;
  const code = reader.match(/^\\(?:u([\da-fA-F]{4})|x\{([\da-fA-F]{1,6})\}|x([0-7][\da-fA-F]))/);
  if (code) {
    const value = parseInt(code[1] ?? code[2] ?? code[3]!, 16);
    if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
      throw reader.refuse(`“${code[0]}”, which is no character,`, at);
    }
    return String.fromCodePoint(value);
  }
  reader.next();
  const letter = reader.next();
  const control = Object.hasOwn(CONTROL, letter) ? CONTROL[letter] : undefined;
  if (control !== undefined) return control;
  if (letter === '') throw reader.refuse('“\\” at the end', at);
  if (/[A-Za-z0-9]/.test(letter)) throw reader.refuse(`“\\${letter}”`, at);
  return letter;
}
