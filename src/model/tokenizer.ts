// Byte-level BPE from a Hugging Face `tokenizer.json`. Gives the ids that the reference
// implementation (repository huggingface/tokenizers) gives, and where in the text each token lies.
// Whatever it does not support is refused by name when the file is opened, never approximated.
import { ExpectedError } from '../core/result.ts';
import { asObject, quote } from './json.ts';
import {
  createSplitters,
  readAddedTokens,
  type AddedToken,
  type Splitters,
} from './tokenizer/added.ts';
import { createMerger, type Merger } from './tokenizer/bpe.ts';
import { bytesOf, symbolOf, textOf, utf8 } from './tokenizer/bytes.ts';
import { checkDecoder, readModel } from './tokenizer/model.ts';
import { readNormalizer, type Normalizer } from './tokenizer/normalize.ts';
import { readPreTokenizer, type Cut } from './tokenizer/pre-tokenize.ts';
import { readTemplate, type Template } from './tokenizer/template.ts';

/** A text cut into tokens; all four lists have one entry per token. */
export interface Encoding {
  readonly ids: Uint32Array;
  /**
   * Range of each token in the text, in UTF-16 units. Tokens that cut through a character both cover
   * it; special tokens around the text cover nothing.
   */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** What each token spells; '' for special tokens around the text, '�' where UTF-8 is cut through. */
  readonly pieces: readonly string[];
}

interface Word {
  readonly ids: readonly number[];
  /** Relative to the word. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

type Put = (id: number, start: number, end: number, piece: string) => void;

const WORD_CACHE = 20_000;

export class Tokenizer {
  /** One more than the largest id, added tokens included. */
  readonly size: number;
  readonly #vocab: ReadonlyMap<string, number>;
  readonly #tokens: readonly (string | undefined)[];
  readonly #added: ReadonlyMap<number, AddedToken>;
  readonly #split: Splitters;
  readonly #normalize: Normalizer;
  readonly #cut: Cut;
  readonly #merge: Merger;
  readonly #template: Template;
  readonly #unknown: number | undefined;
  readonly #wholeWords: boolean;
  readonly #rows: number;
  readonly #words = new Map<string, Word>();

  /**
   * `json` is the parsed file; truncation and padding in it hold for batches and are not read. `rows`: how
   * many tokens the model has, where an added token may lie beyond as long as no text spells it. Throws an
   * ExpectedError naming the component that is missing, broken or not supported.
   */
  constructor(json: unknown, rows = Infinity) {
    const file = asObject(json, 'tokenizer.json');
    const { version = '1.0' } = file;
    if (version !== '1.0') {
      throw refuse(`has the version ${quote(version)}, known is "1.0"`);
    }
    const model = readModel(file['model']);
    checkDecoder(file['decoder']);
    const added = readAddedTokens(file['added_tokens'], model.vocab);
    this.#vocab = model.vocab;
    this.#added = new Map(added.map((token) => [token.id, token]));
    const tokens: string[] = [];
    for (const [token, id] of this.#vocab) tokens[id] = token;
    const words = tokens.length;
    for (const { content, id } of added) tokens[id] = content;
    this.#tokens = tokens;
    this.#rows = rows;
    this.size = tokens.length;
    this.#normalize = readNormalizer(file['normalizer']);
    this.#split = createSplitters(added, this.#normalize);
    this.#cut = readPreTokenizer(file['pre_tokenizer']);
    this.#merge = createMerger(model.merges, words);
    this.#template = readTemplate(file['post_processor']);
    this.#unknown = model.unknown;
    this.#wholeWords = model.wholeWords;
    for (const id of this.#vocab.values()) {
      if (id >= rows && !this.#added.has(id)) {
        throw refuse(`has ids up to ${words - 1}, but the model has ${rows} tokens`);
      }
    }
    for (const id of [...this.before, ...this.after]) {
      if (id >= rows)
        throw refuse(`puts the token ${id} around texts; the model has ${rows} tokens`);
    }
  }

  /** Ids that stand before every text, mostly one begin mark or none. */
  get before(): readonly number[] {
    return this.#template.before;
  }

  /** Ids that stand after every text. */
  get after(): readonly number[] {
    return this.#template.after;
  }

  /**
   * Cuts a text, with the special tokens of the template around it. Throws an ExpectedError for a token
   * that the model does not have.
   */
  encode(text: string): Encoding {
    const ids: number[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    const pieces: string[] = [];
    const put = (id: number, start: number, end: number, piece: string): void => {
      ids.push(id);
      starts.push(start);
      ends.push(end);
      pieces.push(piece);
    };
    for (const id of this.#template.before) put(id, 0, 0, '');
    let offset = 0;
    for (const stretch of this.#split.typed(text)) {
      if (stretch.token) this.#putAdded(put, stretch.token, offset, offset + stretch.text.length);
      else this.#putText(put, stretch.text, offset);
      offset += stretch.text.length;
    }
    for (const id of this.#template.after) put(id, text.length, text.length, '');
    return {
      ids: Uint32Array.from(ids),
      starts: Uint32Array.from(starts),
      ends: Uint32Array.from(ends),
      pieces,
    };
  }

  #putAdded(put: Put, { id, content }: AddedToken, start: number, end: number): void {
    if (id >= this.#rows) {
      const where = `the text has the token ${quote(content)} (id ${id}) at character ${start}`;
      throw new ExpectedError('text', `${where}, but the model has ${this.#rows} tokens`);
    }
    put(id, start, end, content);
  }

  /** Text without tokens that are found as typed; it begins at `offset` of the whole. */
  #putText(put: Put, text: string, offset: number): void {
    const normalized = this.#normalize(text);
    const from = (at: number): number => offset + normalized.start(at);
    const to = (at: number): number => offset + normalized.end(at);
    let at = 0;
    for (const stretch of this.#split.normalized(normalized.text)) {
      if (stretch.token) {
        this.#putAdded(put, stretch.token, from(at), to(at + stretch.text.length));
        at += stretch.text.length;
        continue;
      }
      for (const piece of this.#cut(stretch.text)) {
        const word = this.#word(piece);
        for (const [i, id] of word.ids.entries()) {
          put(id, from(at + word.starts[i]!), to(at + word.ends[i]!), this.piece(id));
        }
        at += piece.length;
      }
    }
  }

  /**
   * The text that the ids spell. Special tokens are left out unless `special` is set, so that
   * decoding an encoded text gives the text back. Throws a RangeError for an id without a token.
   */
  decode(ids: ArrayLike<number>, options: { readonly special?: boolean } = {}): string {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (const id of Array.from(ids)) {
      if (!options.special && this.#added.get(id)?.special) continue;
      const bytes = this.#bytes(id);
      parts.push(bytes);
      length += bytes.length;
    }
    const all = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return textOf(all);
  }

  /** What one token spells; '�' for each incomplete piece of UTF-8. */
  piece(id: number): string {
    return textOf(this.#bytes(id));
  }

  #bytes(id: number): Uint8Array {
    const token = this.#tokens[id];
    if (token === undefined)
      throw new RangeError(`there is no token ${id}; ids go to ${this.size - 1}`);
    return this.#added.has(id) ? utf8(token) : bytesOf(token);
  }

  #word(text: string): Word {
    let word = this.#words.get(text);
    if (!word) {
      if (this.#words.size >= WORD_CACHE) this.#words.clear();
      word = this.#cutWord(text);
      this.#words.set(text, word);
    }
    return word;
  }

  #cutWord(text: string): Word {
    // Of every byte: its symbol's id, and the range of the character it belongs to.
    const symbols: number[] = [];
    const from: number[] = [];
    const to: number[] = [];
    let spelled = '';
    let at = 0;
    for (const character of text) {
      for (const byte of utf8(character)) {
        const symbol = symbolOf(byte);
        spelled += symbol;
        const id = this.#vocab.get(symbol) ?? this.#unknown;
        if (id === undefined) continue; // as the reference: a byte without a token is dropped
        symbols.push(id);
        from.push(at);
        to.push(at + character.length);
      }
      at += character.length;
    }
    const whole = this.#wholeWords ? this.#vocab.get(spelled) : undefined;
    const { ids, lengths } =
      whole === undefined ? this.#merge(symbols) : { ids: [whole], lengths: [symbols.length] };
    const starts: number[] = [];
    const ends: number[] = [];
    let byte = 0;
    for (const length of lengths) {
      starts.push(from[byte]!);
      byte += length;
      ends.push(to[byte - 1]!);
    }
    return { ids, starts, ends };
  }
}

function refuse(what: string): ExpectedError {
  return new ExpectedError('tokenizer', `tokenizer.json ${what}`);
}
