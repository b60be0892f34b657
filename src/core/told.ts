// Words of files in messages: somebody else chose them, so they may be long, empty, or break the line.

/** Marks that stay unseen, end a line, or turn the direction of what follows. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** The text on one line, at most so many characters of it. */
export function told(text: string, most = 60): string {
  const cut = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return cut.replace(UNSEEN, (mark) => `\\u${mark.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}

/** A parsed value on one line, its beginning only; however deep it nests. */
export function toldValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `“${told(value)}”`;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
    return String(value);
  }
  if (!Array.isArray(value)) return 'an object';
  const some = value.slice(0, 8).map((each) => (Array.isArray(each) ? 'a list' : toldValue(each)));
  return `[${some.join(', ')}${value.length > some.length ? ', …' : ''}]`;
}
