// Byte-level vocabularies spell each byte as one printable character. The table is GPT-2's: printable
// Latin-1 characters stand for themselves, the other 68 bytes take the characters from U+0100 on.

const SYMBOLS: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  String.fromCharCode(isPrintable(byte) ? byte : 256 + unprintableBefore(byte)),
);
const BYTES: ReadonlyMap<string, number> = new Map(SYMBOLS.map((symbol, byte) => [symbol, byte]));
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** The character that stands for a byte. */
export function symbolOf(byte: number): string {
  return SYMBOLS[byte] as string;
}

/** The bytes that a token spells; a token with a character outside the table stands for its own UTF-8. */
export function bytesOf(token: string): Uint8Array {
  const bytes = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) {
    const byte = BYTES.get(token[i] as string);
    if (byte === undefined) return utf8(token);
    bytes[i] = byte;
  }
  return bytes;
}

/** Text to UTF-8. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** UTF-8 to text; incomplete pieces become U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

function isPrintable(byte: number): boolean {
  return (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
}

function unprintableBefore(byte: number): number {
  let count = 0;
  for (let b = 0; b < byte; b++) if (!isPrintable(b)) count++;
  return count;
}
