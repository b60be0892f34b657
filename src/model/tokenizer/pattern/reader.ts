// A pattern read from left to right, and the one way to refuse it: by the construct's name, where it
// stands and the whole pattern.
import { ExpectedError } from '../../../core/result.ts';
import { quote } from '../../json.ts';

export class Reader {
  readonly #pattern: string;
  readonly #characters: readonly string[];
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#characters = [...pattern];
  }

  get done(): boolean {
    return this.#at >= this.#characters.length;
  }

  /** Characters before the next one. */
  get at(): number {
    return this.#at;
  }

  /** The next characters, fewer at the end; they stay unread. */
  peek(length = 1): string {
    return this.#characters.slice(this.#at, this.#at + length).join('');
  }

  /** Reads one character; '' at the end. */
  next(): string {
    return this.#characters[this.#at++] ?? '';
  }

  /** Reads `text` where it comes next; tells whether it did. */
  take(text: string): boolean {
    if (this.peek([...text].length) !== text) return false;
    this.#at += [...text].length;
    return true;
  }

  /** Reads what `regex`, which begins with ^, matches here. */
  match(regex: RegExp): RegExpExecArray | null {
    const found = regex.exec(this.#characters.slice(this.#at, this.#at + 80).join(''));
    if (found) this.#at += [...found[0]].length;
    return found;
  }

  /** `what` with the construct in it; `at`: where it begins, in characters from 0. */
  refuse(what: string, at = this.#at): ExpectedError {
    const where = `at character ${at + 1} of the pattern ${quote(this.#pattern)}`;
    return new ExpectedError(
      'tokenizer',
      `tokenizer.json: pre_tokenizer: ${what} ${where} is not supported`,
    );
  }
}

/** A character as itself, inside brackets and outside. */
export function literal(character: string): string {
  if (/^[\w ]$/.test(character) || character > '\u00a0') return character;
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
