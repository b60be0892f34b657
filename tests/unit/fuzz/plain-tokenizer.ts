// tokenizer.json read and carried out by short, slow code of its own, as huggingface/tokenizers does it.

/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- JSON of any form; what does not fit throws */
type Any = any;

/** What stands for each byte: the printable ones for themselves, the others from U+0100 on. */
const SYMBOLS: readonly string[] = (() => {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) =>
    (byte > 32 && byte < 127) || (byte > 160 && byte !== 173)
      ? String.fromCharCode(byte)
      : String.fromCharCode(next++),
  );
})();

const W = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}';
const WORD = `[${W}²³¹¼½¾]`;

/** Patterns that are known, as JavaScript has them. */
const PATTERNS: Readonly<Record<string, string>> = {
  '\\w+': `${WORD}+`,
  '\\s+|\\S': '\\p{White_Space}+|\\P{White_Space}',
  '(?i:THE)': '[tT][hH][eE]',
  '\\d{1,2}|\\D+': '\\p{Nd}{1,2}|\\P{Nd}+',
  '\\b': `(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD})`,
  $: '(?=\\n)|$',
  '(?>a|b)*+': '[ab]*',
  '[[:alpha:]&&[^t]]+': '(?:(?!t)\\p{Alphabetic})+',
};

const GPT2 =
  "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\p{White_Space}\\p{L}\\p{N}]+|\\p{White_Space}+(?!\\P{White_Space})|\\p{White_Space}+";

/**
 * The ids of each text, a line each; null for a file that should not have opened. A file whose ids this
 * reading cannot tell throws.
 */
export function idsOf(bytes: Uint8Array, texts: readonly string[]): string | null {
  let json: Any;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
  const vocab = new Map<string, number>(Object.entries(json.model.vocab as Record<string, number>));
  const ranks = new Map<string, number>();
  for (const [rank, merge] of (json.model.merges as Any[]).entries()) {
    ranks.set((Array.isArray(merge) ? merge : String(merge).split(' ')).join(' '), rank);
  }
  const added = addedOf(json.added_tokens ?? [], vocab);
  const normal = (text: string): string => (hasNfc(json.normalizer) ? text.normalize('NFC') : text);
  const cuts = cutsOf(json.pre_tokenizer);
  const [before, after] = marksOf(json.post_processor);
  const word = (piece: string): number[] => {
    const symbols = [...Buffer.from(piece)].map((byte) => SYMBOLS[byte]!);
    const whole = symbols.join('');
    if (json.model.ignore_merges === true && vocab.has(whole)) return [vocab.get(whole)!];
    const unknown = vocab.get(json.model.unk_token);
    let parts = symbols.flatMap((symbol) =>
      vocab.has(symbol) ? [symbol] : unknown === undefined ? [] : [json.model.unk_token as string],
    );
    for (;;) {
      let best = -1;
      const rank = (i: number): number => ranks.get(`${parts[i]} ${parts[i + 1]}`) ?? Infinity;
      for (let i = 0; i + 1 < parts.length; i++) {
        if (rank(i) < Infinity && (best < 0 || rank(i) < rank(best))) best = i;
      }
      if (best < 0) break;
      const joined = parts[best]! + parts[best + 1]!;
      parts = [...parts.slice(0, best), joined, ...parts.slice(best + 2)];
    }
    return parts.map((part) => vocab.get(part)!);
  };
  const encode = (text: string): number[] =>
    at(
      text,
      added.filter(({ normalized }) => !normalized),
    ).flatMap((raw) =>
      typeof raw === 'number'
        ? [raw]
        : at(
            normal(raw),
            added
              .filter(({ normalized }) => normalized)
              .map((token) => ({ ...token, content: normal(token.content) })),
          ).flatMap((stretch) =>
            typeof stretch === 'number'
              ? [stretch]
              : cuts.reduce((pieces, cut) => pieces.flatMap(cut), [stretch]).flatMap(word),
          ),
    );
  return texts.map((text) => [...before, ...encode(text), ...after].join(' ')).join('\n');
}

interface Added {
  readonly content: string;
  readonly id: number;
  readonly normalized: boolean;
}

function addedOf(tokens: Any[], vocab: ReadonlyMap<string, number>): Added[] {
  const ids = new Map<string, number>();
  let next = vocab.size;
  for (const { content } of tokens) {
    if (!ids.has(content)) ids.set(content, vocab.get(content) ?? next++);
  }
  // Of a token that is listed twice with one id, the later entry counts.
  const last = new Map(tokens.map((token) => [token.content as string, token]));
  return [...last.values()].map((token) => ({
    content: token.content,
    id: ids.get(token.content)!,
    normalized: token.normalized ?? !(token.special ?? false),
  }));
}

/** Cuts at tokens, the leftmost first and of these the longest. */
function at(text: string, tokens: readonly Added[]): (string | number)[] {
  const found: (string | number)[] = [];
  let rest = text;
  while (rest !== '') {
    let best: { at: number; token: Added } | null = null;
    for (const token of tokens) {
      const place = rest.indexOf(token.content);
      if (place < 0) continue;
      const longer = best && place === best.at && token.content.length > best.token.content.length;
      if (!best || place < best.at || longer) best = { at: place, token };
    }
    if (!best) break;
    if (best.at > 0) found.push(rest.slice(0, best.at));
    found.push(best.token.id);
    rest = rest.slice(best.at + best.token.content.length);
  }
  return rest === '' ? found : [...found, rest];
}

function hasNfc(json: Any): boolean {
  if (json === null || json === undefined) return false;
  return (
    json.type === 'NFC' || (json.type === 'Sequence' && (json.normalizers as Any[]).some(hasNfc))
  );
}

function cutsOf(json: Any): ((text: string) => string[])[] {
  if (json.type === 'Sequence') return (json.pretokenizers as Any[]).flatMap(cutsOf);
  if (json.type === 'ByteLevel') return json.use_regex === false ? [] : [cutAt(GPT2)];
  if (json.type === 'Digits') return [cutAt(json.individual_digits ? '\\p{N}' : '\\p{N}+')];
  const { Regex, String: text } = json.pattern;
  if (text === '') return [];
  if (typeof text === 'string') return [cutAt(text.replace(/[^\p{L}\p{N}]/gu, escaped))];
  if (!Object.hasOwn(PATTERNS, Regex)) throw new UnknownPattern(String(Regex));
  return [cutAt(PATTERNS[Regex]!)];
}

/** A pattern whose cuts this reading does not know. */
export class UnknownPattern extends Error {}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

function cutAt(source: string): (text: string) => string[] {
  return (text) => {
    const pieces: string[] = [];
    let from = 0;
    for (const found of text.matchAll(new RegExp(source, 'gu'))) {
      pieces.push(text.slice(from, found.index), found[0]);
      from = found.index + found[0].length;
    }
    return [...pieces, text.slice(from)].filter((piece) => piece !== '');
  };
}

function marksOf(json: Any): [number[], number[]] {
  if (json === null || json === undefined || json.type === 'ByteLevel') return [[], []];
  if (json.type === 'Sequence') {
    return (json.processors as Any[]).map(marksOf).reduce(
      ([before, after], [more, last]) => [
        [...more, ...before],
        [...after, ...last],
      ],
      [[], []],
    );
  }
  const pieces = json.single as Any[];
  const middle = pieces.findIndex((piece) => piece.Sequence !== undefined);
  const ids = (some: Any[]): number[] =>
    some.flatMap(({ SpecialToken }) => json.special_tokens[SpecialToken.id].ids);
  return [ids(pieces.slice(0, middle)), ids(pieces.slice(middle + 1))];
}
