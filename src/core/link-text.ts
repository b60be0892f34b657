// Text within a link, after the # or the ?. Like the form encoding of the web, but any string comes
// back as it was, lone surrogates included, and reading never fails.

/** Left as they are: no browser rewrites them in a fragment, no mail or Markdown reader stumbles. */
const ESCAPED = /[^A-Za-z0-9\-._~,:@/?]/gu;

/** Percent-encodes UTF-8 bytes, spaces as '+'. Lone surrogates get the three bytes UTF-8 would give. */
export function encodeText(text: string): string {
  return text.replace(ESCAPED, (char) => (char === ' ' ? '+' : escapeChar(char)));
}

function escapeChar(char: string): string {
  const code = char.codePointAt(0)!;
  if (code < 0x80) return hex(code);
  const tail = (shift: number): string => hex(0x80 | ((code >> shift) & 0x3f));
  if (code < 0x800) return hex(0xc0 | (code >> 6)) + tail(0);
  if (code < 0x10000) return hex(0xe0 | (code >> 12)) + tail(6) + tail(0);
  return hex(0xf0 | (code >> 18)) + tail(12) + tail(6) + tail(0);
}

function hex(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** The inverse of `encodeText`. A stray '%' stands for itself, bytes that are no UTF-8 become '�'. */
export function decodeText(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
      decodeBytes(Uint8Array.from({ length: run.length / 3 }, (_, i) => byteAt(run, i))),
    );
}

function byteAt(run: string, i: number): number {
  return parseInt(run.slice(3 * i + 1, 3 * i + 3), 16);
}

function decodeBytes(bytes: Uint8Array): string {
  let text = '';
  let i = 0;
  while (i < bytes.length) {
    const [code, length] = codePointAt(bytes, i);
    text += String.fromCodePoint(code);
    i += length;
  }
  return text;
}

const BROKEN: readonly [number, number] = [0xfffd, 1];

/** The code point that begins at byte i, and its length in bytes. */
function codePointAt(bytes: Uint8Array, i: number): readonly [code: number, length: number] {
  const lead = bytes[i]!;
  if (lead < 0x80) return [lead, 1];
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4) return BROKEN;
  let code = lead & (0x7f >> length);
  for (let k = 1; k < length; k++) {
    const byte = bytes[i + k] ?? 0;
    if ((byte & 0xc0) !== 0x80) return BROKEN;
    code = (code << 6) | (byte & 0x3f);
  }
  // Longer than needed, or beyond the last code point.
  const least = length === 4 ? 0x10000 : length === 3 ? 0x800 : 0x80;
  return code < least || code > 0x10ffff ? BROKEN : [code, length];
}

/**
 * name=value pairs joined by '&', in the order given. The last character is escaped where programs
 * that find links in prose would take it for punctuation.
 */
export function writeQuery(pairs: Iterable<readonly [name: string, value: string]>): string {
  return Array.from(pairs, ([name, value]) => `${encodeText(name)}=${encodeText(value)}`)
    .join('&')
    .replace(/[.,:?_~]$/, escapeChar);
}

/** The pairs of a query, its leading '#' or '?' removed; '&amp;' separates too. Never throws. */
export function readQuery(query: string): (readonly [name: string, value: string])[] {
  return query
    .replace(/^[#?]+/, '')
    .split(/&(?:amp;)?/)
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      return equals < 0
        ? [decodeText(part), '']
        : [decodeText(part.slice(0, equals)), decodeText(part.slice(equals + 1))];
    });
}
