// Named sets of characters, as Oniguruma knows them, spelled for between the brackets of a JavaScript
// class. Which code points are assigned depends on the Unicode version of the engine, in both dialects.
// Compared over all code points with huggingface/tokenizers 0.23.2.

const WORD = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}';

/** Outside brackets, `\w` and `\b` take superscript digits and fractions of Latin-1 for word characters. */
export const WORD_ALONE = `${WORD}\\xb2\\xb3\\xb9\\xbc-\\xbe`;

/** `\d` and the like; `\w` as it is within brackets. */
export const SHORTHANDS: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  s: '\\p{White_Space}',
  h: '0-9a-fA-F',
  w: WORD,
};

/** [[:name:]]. */
export const POSIX: Readonly<Record<string, string>> = {
  alnum: '\\p{Alphabetic}\\p{Nd}',
  alpha: '\\p{Alphabetic}',
  ascii: '\\x00-\\x7f',
  blank: '\\t\\p{Zs}',
  cntrl: '\\p{Cc}',
  digit: '\\p{Nd}',
  lower: '\\p{Lowercase}',
  punct: '\\p{P}\\p{S}',
  space: '\\p{White_Space}',
  upper: '\\p{Uppercase}',
  word: WORD,
  xdigit: '0-9a-fA-F',
};

/** General categories by their long names. */
const CATEGORIES: Readonly<Record<string, string>> = {
  letter: 'L',
  casedletter: 'LC',
  uppercaseletter: 'Lu',
  lowercaseletter: 'Ll',
  titlecaseletter: 'Lt',
  modifierletter: 'Lm',
  otherletter: 'Lo',
  mark: 'M',
  combiningmark: 'M',
  nonspacingmark: 'Mn',
  spacingmark: 'Mc',
  enclosingmark: 'Me',
  number: 'N',
  decimalnumber: 'Nd',
  letternumber: 'Nl',
  othernumber: 'No',
  punctuation: 'P',
  punct: 'P',
  connectorpunctuation: 'Pc',
  dashpunctuation: 'Pd',
  openpunctuation: 'Ps',
  closepunctuation: 'Pe',
  initialpunctuation: 'Pi',
  finalpunctuation: 'Pf',
  otherpunctuation: 'Po',
  symbol: 'S',
  mathsymbol: 'Sm',
  currencysymbol: 'Sc',
  modifiersymbol: 'Sk',
  othersymbol: 'So',
  separator: 'Z',
  spaceseparator: 'Zs',
  lineseparator: 'Zl',
  paragraphseparator: 'Zp',
  other: 'C',
  control: 'Cc',
  format: 'Cf',
  privateuse: 'Co',
  unassigned: 'Cn',
};

/** Scripts that patterns of tokenizers name, by their long names. */
const SCRIPTS = [
  ...['Arabic', 'Armenian', 'Bengali', 'Bopomofo', 'Common', 'Cyrillic', 'Devanagari', 'Ethiopic'],
  ...['Georgian', 'Greek', 'Gujarati', 'Gurmukhi', 'Han', 'Hangul', 'Hebrew', 'Hiragana'],
  ...['Inherited', 'Kannada', 'Katakana', 'Khmer', 'Lao', 'Latin', 'Malayalam', 'Mongolian'],
  ...['Myanmar', 'Oriya', 'Sinhala', 'Tamil', 'Telugu', 'Thaana', 'Thai', 'Tibetan'],
];

const BINARY = ['Alphabetic', 'Lowercase', 'Uppercase', 'White_Space', 'Ideographic', 'Emoji'];

/** Spelled without the marks between words: "upperlowercase letter" and "Uppercase_Letter" are one. */
const plain = (name: string): string => name.toLowerCase().replace(/[ _-]/g, '');

const PROPERTIES: ReadonlyMap<string, string> = new Map([
  // `punct` of brackets is wider than the property, and `word` is another one outside of brackets.
  ...Object.entries(POSIX).filter(([name]) => name !== 'punct' && name !== 'word'),
  ...Object.entries(CATEGORIES).flatMap(([name, short]): [string, string][] => [
    [name, `\\p{${short}}`],
    [plain(short), `\\p{${short}}`],
  ]),
  ...SCRIPTS.map((name): [string, string] => [plain(name), `\\p{Script=${name}}`]),
  ...BINARY.map((name): [string, string] => [plain(name), `\\p{${name}}`]),
  ['any', '\\u{0}-\\u{10ffff}'],
]);

/** The set that `\p{name}` names, or undefined. */
export function propertyNamed(name: string): string | undefined {
  return PROPERTIES.get(plain(name));
}
