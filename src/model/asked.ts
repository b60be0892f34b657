// Numbers that a text tells and asks for later: its needles, found in its words, so that a tale which
// somebody has edited has them too. "The lucky number of Pia is 6690. … What is the lucky number of Pia? 6690."

/** Tokens [from, to). */
export type Span = readonly [from: number, to: number];

export interface AskedNumber {
  /** Whose, and which: "lucky number of Pia". */
  readonly what: string;
  readonly answer: string;
  /** Tokens that spell the answer. */
  readonly at: Span;
  /** Tokens that spelled it before, in order; there is at least one. An answer states it again. */
  readonly told: readonly Span[];
}

const STATED = /\b(?:the ((?:\w+ ){1,3}of \w+) is|what is the ((?:\w+ ){1,3}of \w+)\?) (\d{2,})/gi;

/** `pieces`: what each token spells. In the order of the answers. */
export function askedNumbers(pieces: readonly string[]): AskedNumber[] {
  const ends = new Uint32Array(pieces.length);
  let length = 0;
  for (const [t, piece] of pieces.entries()) ends[t] = length += piece.length;
  const spanOf = (start: number, end: number): Span => [
    ends.findIndex((each) => each > start),
    ends.findIndex((each) => each >= end) + 1,
  ];
  const known = new Map<string, Span[]>();
  const asked: AskedNumber[] = [];
  for (const match of pieces.join('').matchAll(STATED)) {
    const [all, told, question] = match;
    const answer = match[3]!;
    const what = (told ?? question)!;
    const end = match.index + all.length;
    const at = spanOf(end - answer.length, end);
    const key = `${what.toLowerCase()} ${answer}`;
    const before = known.get(key) ?? [];
    if (question !== undefined && before.length > 0) asked.push({ what, answer, at, told: before });
    known.set(key, [...before, at]);
  }
  return asked;
}

/** Those whose answers are written after a prompt of so many tokens: a step asks for each of their tokens. */
export function askedAfter(asked: readonly AskedNumber[], prompt: number): readonly AskedNumber[] {
  return asked.filter(({ at: [start] }) => start > prompt);
}

/** The position that asks: its step must write the answer's first token. */
export function askedBy({ at: [start] }: Pick<AskedNumber, 'at'>): number {
  return start - 1;
}
