// Letters that are one letter where case does not count. Oniguruma folds by the whole of Unicode: "s" is
// also "ſ", and "ß" is also "ss". The former is spelled out here; where the latter could matter, the
// pattern is refused.

/** Every character that has another case, or is one. */
const cased = once(() =>
  all().filter((character) => /\p{Changes_When_Casemapped}/u.test(character)),
);

/** Characters that are several letters in another case, such as "ß" and "ﬀ". */
const multiple = once(() => cased().filter((character) => [...foldOf(character)].length > 1));

const sequences = once(() => new Set(multiple().map(foldOf)));

/** The set with all cases of its characters, between brackets; `set` likewise, not negated. */
export function anyCase(set: string): string {
  const added =
    cased()
      .join('')
      .match(new RegExp(`[${set}]`, 'giu')) ?? [];
  return set + added.join('');
}

/** A character of the set that is several letters in another case, or null. */
export function multipleIn(set: string): string | null {
  const regex = new RegExp(`[${set}]`, 'u');
  return multiple().find((character) => regex.test(character)) ?? null;
}

/** Letters at the end of `text` that are together one character in another case ("ss" is "ß"), or null. */
export function sequenceAtEnd(text: string): string | null {
  const folded = foldOf(text);
  return [...sequences()].find((sequence) => folded.endsWith(sequence)) ?? null;
}

function foldOf(text: string): string {
  // By way of a small letter first: only that one leads from “ẞ” to “ss”.
  return text.toLowerCase().toUpperCase().toLowerCase();
}

function all(): string[] {
  const characters: string[] = [];
  for (let code = 0; code <= 0x1ffff; code++) {
    if (code < 0xd800 || code > 0xdfff) characters.push(String.fromCodePoint(code));
  }
  return characters;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
