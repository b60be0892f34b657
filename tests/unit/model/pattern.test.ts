// Patterns of tokenizer.json: where they cut, and what is refused.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ExpectedError } from '../../../src/core/result.ts';
import { translate } from '../../../src/model/tokenizer/pattern/translate.ts';
import { readPreTokenizer } from '../../../src/model/tokenizer/pre-tokenize.ts';

const level = { type: 'ByteLevel', add_prefix_space: false, use_regex: false };
const cutAt = (pattern: object) => {
  const split = { type: 'Split', pattern, behavior: 'Isolated', invert: false };
  return readPreTokenizer({ type: 'Sequence', pretokenizers: [split, level] });
};

test('cuts texts where huggingface/tokenizers 0.23.2 cuts them', () => {
  // Patterns of known models, one for each construct, and 240 put together at random.
  const file = new URL('../../golden/model/patterns.json', import.meta.url);
  const cases = JSON.parse(readFileSync(file, 'utf8')) as [string, string, string[]][];
  expect(cases.length).toBeGreaterThan(400);
  const found = cases.map(([Regex, text]) => [Regex, text, cutAt({ Regex })(text)]);
  expect(found).toEqual(cases);
});

describe('named sets', () => {
  const members = (set: string): string => {
    const regex = new RegExp(`^${translate(set)}$`, 'u');
    const all = Array.from({ length: 0x300 }, (_, code) => String.fromCodePoint(code));
    return all.filter((character) => regex.test(character)).join('');
  };
  // Over the first 768 characters, as the reference has them.
  test.each([
    ['\\d', '0123456789'],
    ['\\h', '0123456789ABCDEFabcdef'],
    ['\\s', '\t\n\v\f\r \u0085\u00a0'],
    ['[[:blank:]]', '\t \u00a0'],
    ['[[:xdigit:]]', '0123456789ABCDEFabcdef'],
    ['[\\w&&[\\x{80}-\\x{bf}]]', 'ªµº'],
    ['\\p{Zs}', ' \u00a0'],
    ['\\p{decimal number}', '0123456789'],
    ['\\p{Nl}', ''],
    ['\\p{No}', '²³¹¼½¾'],
    [
      '[[:punct:]&&[^\\p{P}]]',
      '$+<=>^`|~¢£¤¥¦¨©¬®¯°±´¸×÷˂˃˄˅˒˓˔˕˖˗˘˙˚˛˜˝˞˟˥˦˧˨˩˪˫˭˯˰˱˲˳˴˵˶˷˸˹˺˻˼˽˾˿',
    ],
  ])('%s', (set, expected) => expect(members(set)).toBe(expected));

  test('by itself \\w has superscript digits and fractions, in brackets it has not', () => {
    expect(members('\\w').length - members('[\\w]').length).toBe(6);
    expect(members('[^\\W]')).toBe(members('[\\w]'));
  });
});

describe('refuses by name, with the place and the pattern', () => {
  test.each([
    ['a(?~b)', 'the group “(?~b…” at character 2 of the pattern "a(?~b)"'],
    ['(a)\\1', '“\\1” at character 4'],
    ['\\k<a>', '“\\k”'],
    ['\\Ga', '“\\G”'],
    ['\\Ka', '“\\K”'],
    ['\\X', '“\\X”'],
    ['\\R', '“\\R”'],
    ['\\xe9', '“\\x”'],
    ['\\012', '“\\0”'],
    ['\\', '“\\” at the end'],
    ['(?x: a )', 'the option “x”'],
    ['(?W)a', 'the option “W”'],
    ['(?P<n>a)', 'the group “(?P<…”'],
    ["(?'n'a)", "the group “(?'n…”"],
    ['(?(a)b)', 'the group “(?(a…”'],
    ['(*FAIL)', 'the group “(*FA…”'],
    ['(?:a*)*', '“*” on what may read no character'],
    ['(?:a|)+', '“+” on what may read no character'],
    ['(?=a)*', '“*” on what may read no character'],
    ['(?:a+)+', '“+” on a quantifier'],
    ['a**', 'a quantifier on a quantifier'],
    ['a{2}{3}', 'a quantifier on a quantifier'],
    ['a{2}?', 'the quantifier “{2}?”'],
    ['a{2,3}+', 'the quantifier “{2,3}+”'],
    ['(?:ab){1,2}+', 'the quantifier “{1,2}+”'],
    ['(?=b).*c', '“.*” or the like right after a place without characters'],
    ['(?:\\B)(?:\\N+)\\n', '“.*” or the like right after a place'],
    ['(?<=(?<!a)b)c', 'a look around within a look behind'],
    ['(?<!\\Ba)b', 'a look around within a look behind'],
    ['a{2,1}', 'the quantifier “{2,1}”'],
    ['a{,}', 'the quantifier “{,}”'],
    ['a{1,99999}', 'the quantifier “{1,99999}”'],
    ['*a', '“*” after nothing'],
    ['{2}a', 'a quantifier after nothing'],
    ['(a', 'a group without an end'],
    ['a)', '“)” without a group'],
    ['[a', 'a set without an end'],
    ['[]a]', '“]” as the first of a set'],
    ['[z-a]', 'the range “z-a”'],
    ['[a-\\d]', 'a range up to a set'],
    ['[a-c-e]', '“-” after a range'],
    ['[a&&]', '“&&” beside nothing'],
    ['[[:foo:]]', 'the class “[:foo”'],
    ['\\p{Klingon}', 'the property “Klingon”'],
    ['\\p{Word}', 'the property “Word”'],
    ['\\pL', '“\\p”'],
    ['(?<=(?>a))b', 'an atomic group or possessive quantifier that looks behind'],
    ['(?<!a++)b', 'an atomic group or possessive quantifier that looks behind'],
    ['(?i:ß)', '“ß”, which is several letters in another case'],
    ['(?i:ss)', '“ss” under (?i), which is one character in another case'],
    ['(?i:s(?:t))', '“st” under (?i)'],
    ['(?i)f{2}', '“ff” under (?i)'],
    ['(?i:(?:sxs){2})', '“ss” under (?i)'],
    ['(?i:[\\p{L}])', 'a set with “ß”'],
    ['(?i:[a-z&&[^b]])', 'a set of sets under (?i)'],
    ['('.repeat(60), 'a group nested this deep'],
  ])('%s', (pattern, message) => {
    expect(() => translate(pattern)).toThrow(ExpectedError);
    expect(() => translate(pattern)).toThrow(message);
    expect(() => translate(pattern)).toThrow(/tokenizer\.json: .* is not supported$/s);
  });
});

test('a plain string is no pattern, and an empty one cuts nothing', () => {
  expect(cutAt({ String: '.+' })('a.+b.')).toEqual(['a', '.+', 'b.']);
  expect(cutAt({ String: '' })('ab')).toEqual(['ab']);
});
