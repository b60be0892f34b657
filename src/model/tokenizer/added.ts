// Added tokens, such as the begin mark "<s>": found in the text as written before anything else is
// cut. As in the reference tokenizer, a special token that a person types is that token.
import { ExpectedError } from '../../core/result.ts';
import { asList, asObject, quote } from '../json.ts';
import { escapeRegex } from './pre-tokenize.ts';

export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
}

/** Reads `added_tokens`. Throws an ExpectedError for options that are not supported. */
export function readAddedTokens(json: unknown): AddedToken[] {
  return asList(json ?? [], 'tokenizer.json: added_tokens').map((entry) => {
    const token = asObject(entry, 'tokenizer.json: added_tokens');
    const { id, content, special } = token;
    if (typeof id !== 'number' || typeof content !== 'string' || content === '') {
      throw new ExpectedError(
        'tokenizer',
        `tokenizer.json: added token ${quote(entry)} is not valid`,
      );
    }
    for (const option of ['single_word', 'lstrip', 'rstrip']) {
      if (token[option] !== true) continue;
      const message = `tokenizer.json: added token ${quote(content)} asks for ${option}`;
      throw new ExpectedError('tokenizer', `${message}, which is not supported`);
    }
    return { id, content, special: special === true };
  });
}

/** A stretch of the text: an added token, or text to be cut further. */
export type Stretch = { readonly text: string; readonly token: AddedToken | null };

/** Cuts a text at the added tokens: leftmost first, the longest of those that start there. */
export function createSplitter(tokens: readonly AddedToken[]): (text: string) => Stretch[] {
  const byContent = new Map(tokens.map((token) => [token.content, token]));
  if (byContent.size === 0) return (text) => [{ text, token: null }];
  const longestFirst = [...byContent.keys()].sort((a, b) => b.length - a.length);
  const regex = new RegExp(`(${longestFirst.map(escapeRegex).join('|')})`, 'u');
  // split() with a group alternates: text, token, text, …
  return (text) =>
    text
      .split(regex)
      .map((part, i) => ({ text: part, token: (i % 2 && byContent.get(part)) || null }))
      .filter((stretch) => stretch.text !== '');
}
