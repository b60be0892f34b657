// Cuts a text into spans for display: one per token, and what no token covers as spans of their own.
import type { TextReply } from '../../workers/api.ts';

export interface TokenSpan {
  readonly text: string;
  /** Token number, or null for text that the model does not read (yet). */
  readonly token: number | null;
}

/**
 * Spans that spell `text` exactly. Where `tokenised` belongs to an older text, its tokens are used
 * as far as both texts agree, so that typing never makes the whole colouring blink.
 */
export function cutTokens(
  text: string,
  tokenised: { readonly text: string; readonly reply: TextReply } | null,
): TokenSpan[] {
  if (!tokenised) return text === '' ? [] : [{ text, token: null }];
  const common = commonPrefix(text, tokenised.text);
  const { starts, ends } = tokenised.reply;
  const spans: TokenSpan[] = [];
  let at = 0;
  for (let token = 0; token < starts.length; token++) {
    const start = starts[token] ?? 0;
    const end = ends[token] ?? 0;
    // The begin mark is empty; the later bytes of a character that was cut apart cover nothing new.
    if (end <= at) continue;
    if (end > common) break;
    if (start > at) spans.push({ text: text.slice(at, start), token: null });
    spans.push({ text: text.slice(Math.max(at, start), end), token });
    at = end;
  }
  if (at < text.length) spans.push({ text: text.slice(at), token: null });
  return spans;
}

function commonPrefix(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i;
}
