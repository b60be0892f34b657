// Added tokens, such as the begin mark "<s>": found before anything else is cut, those that are not
// normalised in the text as it is typed, the others in what is left of it once that is normalised. As in
// the reference tokenizer, a special token that a person types is that token.
import { ExpectedError } from '../../core/result.ts';
import { asFlag, asList, asObject, quote } from '../json.ts';
import type { Normalizer } from './normalize.ts';
import { escapeRegex } from './pre-tokenize.ts';

export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  /** Looked for in the normalised text, in its normalised form. */
  readonly normalized: boolean;
}

const WHERE = 'tokenizer.json: added_tokens';

/**
 * Reads `added_tokens`. As in the reference, a token of the vocabulary keeps its id there, and any other
 * takes the next number after as many as the vocabulary has, whatever id is listed. Throws an ExpectedError
 * where that is taken, and for options that are not supported.
 */
export function readAddedTokens(json: unknown, vocab: ReadonlyMap<string, number>): AddedToken[] {
  const ids = new Map<string, number>();
  let next = vocab.size;
  let taken: ReadonlySet<number> | undefined;
  return asList(json ?? [], WHERE).map((entry) => {
    const token = asObject(entry, WHERE);
    const { id: listed, content } = token;
    if (!Number.isSafeInteger(listed) || typeof content !== 'string' || content === '') {
      throw refuse(`added token ${quote(entry)} is not valid`);
    }
    const flag = (name: string, fallback: boolean): boolean =>
      asFlag(token[name] ?? fallback, `${WHERE}: ${name} of ${quote(content)}`);
    for (const option of ['single_word', 'lstrip', 'rstrip']) {
      if (!flag(option, false)) continue;
      throw refuse(`added token ${quote(content)} asks for ${option}, which is not supported`);
    }
    const known = vocab.get(content) ?? ids.get(content);
    if (known === undefined) taken ??= new Set(vocab.values());
    const id = known ?? next++;
    if (known === undefined && taken?.has(id)) {
      throw refuse(`added token ${quote(content)} gets the id ${id}, which another token has`);
    }
    ids.set(content, id);
    const special = flag('special', false);
    return { id, content, special, normalized: flag('normalized', !special) };
  });
}

/** A stretch of the text: an added token, or text to be cut further. */
export type Stretch = { readonly text: string; readonly token: AddedToken | null };
type Splitter = (text: string) => Stretch[];

export interface Splitters {
  /** For the text as it is typed. */
  readonly typed: Splitter;
  /** For what is left of it, normalised. */
  readonly normalized: Splitter;
}

/** Throws an ExpectedError for tokens that normalisation makes one. */
export function createSplitters(tokens: readonly AddedToken[], normalize: Normalizer): Splitters {
  const of = (normalized: boolean): Splitter => {
    const byContent = new Map<string, AddedToken>();
    for (const token of tokens) {
      if (token.normalized !== normalized) continue;
      const content = normalized ? normalize(token.content).text : token.content;
      const other = byContent.get(content);
      if (other && other.id !== token.id) {
        throw refuse(
          `added tokens ${quote(other.content)} and ${quote(token.content)} are one when normalised`,
        );
      }
      byContent.set(content, token);
    }
    return splitterAt(byContent);
  };
  return { typed: of(false), normalized: of(true) };
}

/** Cuts a text at what the map names: leftmost first, the longest of those that start there. */
function splitterAt(byContent: ReadonlyMap<string, AddedToken>): Splitter {
  if (byContent.size === 0) return (text) => (text === '' ? [] : [{ text, token: null }]);
  const longestFirst = [...byContent.keys()].sort((a, b) => b.length - a.length);
  const regex = new RegExp(`(${longestFirst.map(escapeRegex).join('|')})`, 'u');
  // split() with a group alternates: text, token, text, …
  return (text) =>
    text
      .split(regex)
      .map((part, i) => ({ text: part, token: (i % 2 && byContent.get(part)) || null }))
      .filter((stretch) => stretch.text !== '');
}

function refuse(what: string): ExpectedError {
  return new ExpectedError('tokenizer', `tokenizer.json: ${what}`);
}
