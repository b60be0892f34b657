// Text in a standalone SVG, where nothing can be measured while it is written.

/** Advance widths of DejaVu Sans, hundredths of an em, from the space to the tilde. */
const WIDTHS =
  `32 40 46 84 64 95 78 27 39 39 50 84 32 36 32 34 64 64 64 64 64 64 64 64 64 64 34 34 84 84 84 53
  100 68 69 70 77 63 58 77 75 29 29 66 56 86 75 79 60 79 69 63 61 73 68 99 69 61 69 39 34 39 84 50
  50 61 63 55 63 62 35 63 63 28 28 58 28 97 63 61 63 63 41 52 39 63 59 82 59 59 52 64 34 64 84`
    .split(/\s+/)
    .map(Number);

/** Any other character. */
const OTHER = 84;

/**
 * Width of a line, in units of the font's size, in the widest of the typefaces that a figure may be
 * shown in: what fits in it fits in all of them.
 */
export function widthOf(text: string): number {
  let sum = 0;
  for (const character of text) sum += WIDTHS[character.charCodeAt(0) - 32] ?? OTHER;
  return sum / 100;
}

/** Breaks at spaces into lines at most `most` font sizes wide, never before a % sign; a longer word is broken itself. */
export function wrap(sentence: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(/ (?!%)/)) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && widthOf(longer) <= most) lines[lines.length - 1] = longer;
    else lines.push(...broken(word, most));
  }
  return lines;
}

function broken(word: string, most: number): string[] {
  if (widthOf(word) <= most) return [word];
  const lines = [''];
  for (const character of word) {
    const longer = `${lines.at(-1) ?? ''}${character}`;
    if (lines.at(-1) === '' || widthOf(longer) <= most) lines[lines.length - 1] = longer;
    else lines.push(character);
  }
  return lines;
}

/** For text and attribute values. What XML cannot hold at all becomes the replacement character. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export type PutText = (x: number, y: number, content: string, attributes?: string) => string;

export const putText: PutText = (x, y, content, attributes = '') =>
  `<text x="${round(x)}" y="${round(y)}"${attributes && ` ${attributes}`}>${escapeXml(content)}</text>`;

/** Two decimals are a hundredth of a pixel; more would only fill the file. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
