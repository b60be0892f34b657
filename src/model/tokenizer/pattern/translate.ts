// From Oniguruma's dialect of regular expressions, which tokenizer.json is written in, to JavaScript's.
// What means exactly the same in both, or can be spelled out to, is translated; every other construct is
// refused by name. The result is for the flag `u` and matches the same stretches of every text.
//
// Where the two part: `\d \w \s \b` are Unicode's; `.` leaves out "\n" alone; `^` and `$` stand at every
// line; quantifiers may be possessive and groups atomic; without regard to case every letter of Unicode
// folds. Source: kkos/oniguruma, doc/RE, and huggingface/tokenizers 0.23.2 itself.
import { bracketed, readNamed, readSet } from './brackets.ts';
import { anyCase, multipleIn, sequenceAtEnd } from './case.ts';
import { codeEscape } from './escapes.ts';
import { literal, Reader } from './reader.ts';
import { WORD_ALONE } from './sets.ts';

interface Flags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly lookbehind: boolean;
}

interface Part {
  readonly source: string;
  /** It may match without reading a character. */
  readonly empty: boolean;
  /** It is a quantified part, or a group around one. */
  readonly repeats?: boolean;
  /** It is one character of a set. */
  readonly single?: boolean;
  /** It is a place, and reads nothing: the begin of a line, or any. */
  readonly place?: 'begin' | 'any' | undefined;
  /** It begins with all characters up to the end of a line, or of the text. */
  readonly run?: boolean;
}

const WORD = `[${WORD_ALONE}]`;
const LINE_END = '\\n';

/** Escapes outside brackets that are more than a character, and whether they may read none. */
const ESCAPES: Readonly<Record<string, Part>> = {
  A: { source: '^', empty: true, place: 'begin' },
  z: { source: '$', empty: true, place: 'any' },
  Z: { source: `(?=${LINE_END}?$)`, empty: true, place: 'any' },
  b: { source: `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`, empty: true, place: 'any' },
  B: { source: `(?:(?<=${WORD})(?=${WORD})|(?<!${WORD})(?!${WORD}))`, empty: true, place: 'any' },
  N: { source: `[^${LINE_END}]`, empty: false, single: true },
  O: { source: '[^]', empty: false, single: true },
};

/** Groups that look around, which read nothing; the longer name of two first. */
const LOOKS = ['(?<=', '(?<!', '(?=', '(?!'] as const;

/** How often: {2,3}, {2,}, {,3} or {2}. Braces around anything else stand for themselves. */
const INTERVAL = /^\{(?:(\d*),(\d*)|(\d+))\}/;

/** Deeper nesting than any real pattern has, and more repetitions. */
const DEEPEST = 50;
const MOST_TIMES = 1000;

/** Throws an ExpectedError naming the construct that has no exact counterpart. */
export function translate(pattern: string): string {
  return new Translation(pattern).whole();
}

class Translation {
  readonly #reader: Reader;
  #atomic = 0;
  #depth = 0;
  /** Letters in a row that are read without regard to case. */
  #letters = '';

  constructor(pattern: string) {
    this.#reader = new Reader(pattern);
  }

  whole(): string {
    const { source } = this.#choices({ ignoreCase: false, dotAll: false, lookbehind: false });
    if (!this.#reader.done) throw this.#reader.refuse('“)” without a group');
    return source;
  }

  #choices(flags: Flags): Part {
    const reader = this.#reader;
    if (++this.#depth > DEEPEST) throw reader.refuse('a group nested this deep');
    const branches = [this.#branch(flags)];
    while (reader.take('|')) {
      this.#letters = '';
      branches.push(this.#branch(flags));
    }
    if (branches.length > 1) this.#letters = '';
    this.#depth--;
    return {
      source: branches.map(({ source }) => source).join('|'),
      empty: branches.some(({ empty }) => empty),
      repeats: branches.length === 1 && branches[0]!.repeats === true,
      place: branches.every(({ place }) => place) ? placeOf(branches) : undefined,
      run: branches.some(({ run }) => run === true),
    };
  }

  #branch(flags: Flags): Part {
    const reader = this.#reader;
    const parts: Part[] = [];
    while (!reader.done && reader.peek() !== '|' && reader.peek() !== ')') {
      // An option in the midst of a group holds for all that is left of it, "|" included.
      const options = reader.match(/^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?\)/);
      if (options) {
        const inner = this.#choices(this.#withOptions(flags, options));
        parts.push({ ...inner, source: `(?:${inner.source})` });
      } else if (!reader.match(/^\(\?#[^)\\]*\)/)) {
        const [before, letters] = [reader.at, this.#letters];
        const atom = this.#atom(flags);
        const own = this.#letters.startsWith(letters)
          ? this.#letters.slice(letters.length)
          : this.#letters;
        const part = this.#repeated(atom, before, own, flags);
        if (part.run && placeOf(parts) === 'any' && parts.every(({ place }) => place)) {
          // Oniguruma then looks at the begin of each line only, and misses matches within.
          throw reader.refuse('“.*” or the like right after a place without characters', before);
        }
        parts.push(part);
      }
    }
    return {
      source: parts.map(({ source }) => source).join(''),
      empty: parts.every(({ empty }) => empty),
      repeats: parts.length === 1 && parts[0]!.repeats === true,
      place: parts.every(({ place }) => place) ? placeOf(parts) : undefined,
      run: parts.find(({ place }) => !place)?.run === true,
    };
  }

  #atom(flags: Flags): Part {
    const reader = this.#reader;
    const at = reader.at;
    const named = readNamed(reader);
    if (named) {
      // A name by itself is not widened where case does not count.
      this.#letters = '';
      const set = /w/i.test(named.letter) ? WORD_ALONE : named.set;
      return { source: bracketed(set, named.negated), empty: false, single: true };
    }
    if (reader.peek() === '(') return this.#group(flags);
    if (reader.match(INTERVAL)) throw reader.refuse('a quantifier after nothing', at);
    if (reader.peek() === '\\') {
      const letter = reader.peek(2).slice(1);
      const known = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
      if (!known) return this.#character(codeEscape(reader), at, flags);
      if (/b/i.test(letter)) this.#refuseBehind(flags, at);
      reader.match(/^../);
      this.#letters = '';
      return known;
    }
    const character = reader.next();
    switch (character) {
      case '[':
        this.#letters = '';
        return { source: readSet(reader, flags.ignoreCase), empty: false, single: true };
      case '.':
        this.#letters = '';
        return { ...ESCAPES[flags.dotAll ? 'O' : 'N']! };
      case '^':
        // Not after a line end that ends the text.
        return { source: `(?:^|(?<=${LINE_END})(?=[^]))`, empty: true, place: 'begin' };
      case '$':
        return { source: `(?=${LINE_END}|$)`, empty: true, place: 'any' };
      case '*':
      case '+':
      case '?':
        throw reader.refuse(`“${character}” after nothing`, at);
      default:
        return this.#character(character, at, flags);
    }
  }

  #character(character: string, at: number, { ignoreCase }: Flags): Part {
    if (!ignoreCase) {
      this.#letters = '';
      return { source: literal(character), empty: false, single: true };
    }
    this.#letters += character;
    const several = multipleIn(literal(character));
    if (several !== null) {
      const what = `“${several}”, which is several letters in another case,`;
      throw this.#reader.refuse(what, at);
    }
    this.#refuseSequence(at);
    const set = anyCase(literal(character));
    const source = set === literal(character) ? set : `[${set}]`;
    return { source, empty: false, single: true };
  }

  /** "ss" is "ß" in another case: one character for two. */
  #refuseSequence(at: number): void {
    const sequence = sequenceAtEnd(this.#letters);
    if (sequence === null) return;
    const what = `“${sequence}” under (?i), which is one character in another case,`;
    throw this.#reader.refuse(what, at);
  }

  #group(flags: Flags): Part {
    const reader = this.#reader;
    const at = reader.at;
    const look = LOOKS.find((name) => reader.take(name));
    if (look) {
      this.#refuseBehind(flags, at);
      const lookbehind = flags.lookbehind || look.startsWith('(?<');
      const { source } = this.#closed({ ...flags, lookbehind }, at);
      this.#letters = '';
      return { source: `${look}${source})`, empty: true, place: 'any' };
    }
    if (reader.take('(?>')) return this.#atomicGroup(this.#closed(flags, at), at, flags);
    if (reader.take('(?:') || reader.match(/^\(\?<[A-Za-z_]\w*>/)) return this.#plain(flags, at);
    const options = reader.match(/^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?:/);
    if (options) return this.#plain(this.#withOptions(flags, options), at);
    if (/^\([?*]/.test(reader.peek(2))) throw reader.refuse(`the group “${reader.peek(4)}…”`, at);
    reader.next();
    return this.#plain(flags, at);
  }

  /** Oniguruma does not find all that there is behind, where that looks around itself. */
  #refuseBehind({ lookbehind }: Flags, at: number): void {
    if (lookbehind) throw this.#reader.refuse('a look around within a look behind', at);
  }

  /** Nothing reads what a group caught. */
  #plain(flags: Flags, at: number): Part {
    const inner = this.#closed(flags, at);
    return { ...inner, source: `(?:${inner.source})`, single: false };
  }

  #closed(flags: Flags, at: number): Part {
    const inner = this.#choices(flags);
    if (!this.#reader.take(')')) throw this.#reader.refuse('a group without an end', at);
    return inner;
  }

  /** What was found once is not tried otherwise: a look ahead is never tried again. */
  #atomicGroup({ source, ...inner }: Part, at: number, flags: Flags): Part {
    if (flags.lookbehind) {
      throw this.#reader.refuse('an atomic group or possessive quantifier that looks behind', at);
    }
    const name = `a${this.#atomic++}`;
    return { ...inner, source: `(?:(?=(?<${name}>${source}))\\k<${name}>)`, repeats: false };
  }

  #withOptions(flags: Flags, found: RegExpExecArray): Flags {
    const [, on = '', off = ''] = found;
    const other = /[^im]/.exec(on + off)?.[0];
    if (other !== undefined || on + off === '') {
      throw this.#reader.refuse(`the option “${other ?? found[0]}”`);
    }
    const value = (letter: string, now: boolean): boolean =>
      off.includes(letter) ? false : on.includes(letter) || now;
    return {
      ...flags,
      ignoreCase: value('i', flags.ignoreCase),
      dotAll: value('m', flags.dotAll),
    };
  }

  /** `letters`: those of the part alone that are read without regard to case. */
  #repeated(part: Part, before: number, letters: string, flags: Flags): Part {
    const reader = this.#reader;
    const at = reader.at;
    const [least, most, written] = this.#times();
    if (written === '') return part;
    const mode = /^[?+]/.test(reader.peek()) ? reader.next() : '';
    if (this.#times()[2] !== '') throw reader.refuse('a quantifier on a quantifier', at);
    if (part.empty) throw reader.refuse(`“${written}” on what may read no character`, before);
    if (part.repeats && most > 1) throw reader.refuse(`“${written}” on a quantifier`, before);
    const empty = least === 0;
    const run = part.run ?? (most === Infinity && mode !== '?' && isAny(part));
    const put = (source: string): Part => ({ source, empty, run, repeats: true });
    if (!written.startsWith('{')) {
      if (mode !== '+') return put(`${part.source}${written}${mode}`);
      return this.#possessive(put(`${part.source}${written}`), before, flags);
    }
    // Repeated letters may be folded together, as if they were written out.
    for (const letter of letters) {
      this.#letters += letter;
      this.#refuseSequence(before);
    }
    const times = written.replace('{,', '{0,');
    // After braces “+” is a second quantifier, and “?” one after a fixed number.
    if (mode === '+' && part.single && least <= 1 && most > 0) {
      return put(`${part.source}${least === 0 ? '*' : '+'}`);
    }
    if (mode === '' || (mode === '?' && least !== most)) return put(part.source + times + mode);
    throw reader.refuse(`the quantifier “${written}${mode}”`, at);
  }

  #possessive(part: Part, at: number, flags: Flags): Part {
    return { ...this.#atomicGroup(part, at, flags), repeats: true };
  }

  /** Reads a quantifier: least, most, and as it is written; '' where none comes next. */
  #times(): [least: number, most: number, written: string] {
    const reader = this.#reader;
    const at = reader.at;
    const simple = reader.match(/^[*+?]/)?.[0];
    if (simple) return [simple === '+' ? 1 : 0, simple === '?' ? 1 : Infinity, simple];
    const found = reader.match(INTERVAL);
    if (!found) return [1, 1, ''];
    const [written, low, high, exact] = found;
    const least = Number(exact ?? low);
    const most = Number(exact ?? (high || Infinity));
    const known = written !== '{,}' && least <= most && least <= MOST_TIMES;
    if (known && (most === Infinity || most <= MOST_TIMES)) return [least, most, written];
    throw reader.refuse(`the quantifier “${written}”`, at);
  }
}

/** Of parts in a row that read nothing: none of them moves on from the begin of a line, or some may. */
function placeOf(parts: readonly Part[]): 'begin' | 'any' {
  return parts.some(({ place }) => place === 'any') ? 'any' : 'begin';
}

function isAny({ source }: Part): boolean {
  return source === ESCAPES['N']!.source || source === ESCAPES['O']!.source;
}
