import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExpectedError } from '../../../src/core/result.ts';
import { Tokenizer } from '../../../src/model/tokenizer.ts';
import { tokenizerJson } from './tiny.ts';

const spell = (tokenizer: Tokenizer, text: string): string =>
  tokenizer.encode(text).pieces.join('|');

describe('encode', () => {
  test('merges by rank, the leftmost of equals first', () => {
    // Learned in this order: "a"+"b", "b"+"c", "ab"+"c".
    const tokenizer = new Tokenizer(tokenizerJson({ merges: ['a b', 'b c', 'ab c'] }));
    expect(spell(tokenizer, 'abc')).toBe('|abc');
    expect(spell(tokenizer, 'bbc')).toBe('|b|bc');
    expect(spell(tokenizer, 'abbcab')).toBe('|ab|bc|ab');
    const same = new Tokenizer(tokenizerJson({ merges: ['a a', 'aa aa'] }));
    expect(spell(same, 'aaaaaaa')).toBe('|aaaa|aa|a');
  });

  test('a pair formed late still goes first when it was learned first', () => {
    // "abc" can come from ab+c or a+bc. In "abcabc" with b+c first: a|bc|a|bc, then the left a+bc
    // gives abc|a|bc, where abc+a (rank 2) beats the remaining a+bc (rank 3).
    const merges = ['b c', 'ab c', 'abc a', 'a bc'];
    const tokenizer = new Tokenizer(tokenizerJson({ merges, extra: ['ab'] }));
    expect(spell(tokenizer, 'abcabc')).toBe('|abca|bc');
  });

  test('digits stand alone, words keep the space before them', () => {
    const merges = ['1 2', 'h i', 'Ġ hi'];
    const tokenizer = new Tokenizer(tokenizerJson({ merges }));
    expect(spell(tokenizer, 'hi hi 12')).toBe('|hi| hi| |1|2');
    // ½ and Ⅷ are numbers too; they are cut off, then fall into their bytes.
    expect(tokenizer.encode('hi½').ids.length).toBe(4);
  });

  test('contractions, runs of spaces and line ends are cut as GPT-2 cuts them', () => {
    const merges = ["' t", 'Ġ Ġ', 'ĠĠ Ġ', 'Ġ x', "n '", "n' t", 'x Ġ'];
    const tokenizer = new Tokenizer(tokenizerJson({ merges }));
    expect(spell(tokenizer, "n't")).toBe("|n|'t");
    // The last space of a run goes with the word.
    expect(spell(tokenizer, 'x    x')).toBe('|x|   | x');
    expect(spell(tokenizer, 'x   ')).toBe('|x|   ');
    // U+0085 is white space in Unicode, U+FEFF is not: "x" after it starts no new word.
    expect(spell(tokenizer, 'x\u0085x').startsWith('|x|')).toBe(true);
  });

  test('ranges are those of the text, in UTF-16 units', () => {
    const tokenizer = new Tokenizer(tokenizerJson({ merges: ['Ã ¤'] }));
    // ä is two bytes that merge; 😀 is four that do not, so all four cover the surrogate pair.
    const { starts, ends, pieces } = tokenizer.encode('aä😀b');
    expect([...starts]).toEqual([0, 0, 1, 2, 2, 2, 2, 4]);
    expect([...ends]).toEqual([0, 1, 2, 4, 4, 4, 4, 5]);
    expect(pieces).toEqual(['', 'a', 'ä', '�', '�', '�', '�', 'b']);
  });

  test('a special token that is typed is that token, as in the reference', () => {
    const tokenizer = new Tokenizer(tokenizerJson({}));
    const { ids, starts, ends, pieces } = tokenizer.encode('a<s>b');
    expect([...ids]).toEqual([0, tokenizer.encode('a').ids[1], 0, tokenizer.encode('b').ids[1]]);
    expect([starts[2], ends[2], pieces[2]]).toEqual([1, 4, '<s>']);
    expect(spell(tokenizer, '<s')).toBe('|<|s');
  });

  test('the empty text is the begin mark alone; a template may also close the text', () => {
    expect([...new Tokenizer(tokenizerJson({})).encode('').ids]).toEqual([0]);
    const both = tokenizerJson({});
    both.post_processor.single.push({ SpecialToken: { id: '<s>', type_id: 0 } });
    const { ids, starts } = new Tokenizer(both).encode('aa');
    expect([ids.length, ids[3], starts[3]]).toEqual([4, 0, 2]);
    expect(new Tokenizer({ ...both, post_processor: null }).encode('aa').ids.length).toBe(2);
  });

  test('NFC composes and still points into the typed text', () => {
    const merges = ['Ã ¤'];
    const tokenizer = new Tokenizer({ ...tokenizerJson({ merges }), normalizer: { type: 'NFC' } });
    // "a" and the combining diaeresis become "ä", "가" comes from two jamo.
    const { starts, ends, pieces } = tokenizer.encode('xa\u0308y');
    expect(pieces).toEqual(['', 'x', 'ä', 'y']);
    expect([...starts]).toEqual([0, 0, 1, 3]);
    expect([...ends]).toEqual([0, 1, 3, 4]);
    expect(tokenizer.decode(tokenizer.encode('\u1100\u1161b').ids)).toBe('가b');
    expect(tokenizer.encode('\u1100\u1161b').starts.at(-1)).toBe(2);
  });

  describe('added tokens, as huggingface/tokenizers 0.23.2 has them', () => {
    const added = (content: string, normalized: boolean) => ({
      ...{ id: 259, content, normalized, special: false },
      ...{ single_word: false, lstrip: false, rstrip: false },
    });
    const json = tokenizerJson({ merges: ['Ã ©'] });
    const next = Object.keys(json.model.vocab).length;
    const withTokens = (...tokens: object[]) =>
      new Tokenizer({ ...json, normalizer: { type: 'NFC' }, added_tokens: tokens });
    const idsOf = (tokenizer: Tokenizer, text: string) => [...tokenizer.encode(text).ids].slice(1);

    test('normalised ones are found in the normalised text, in their normalised form', () => {
      const [e, space, x] = idsOf(withTokens(), 'é x');
      for (const content of ['café', 'cafe\u0301']) {
        const tokenizer = withTokens(added(content, true));
        for (const text of ['café x', 'cafe\u0301 x']) {
          expect(idsOf(tokenizer, text)).toEqual([next, space, x]);
        }
        const { starts, ends } = tokenizer.encode('cafe\u0301 x');
        expect([starts[1], ends[1]]).toEqual([0, 5]);
      }
      // "e" with the mark after it is another letter once it is normalised.
      expect(idsOf(withTokens(added('e', true)), 'e\u0301')).toEqual([e]);
    });

    test('those that are not are found first, in the text as typed', () => {
      const [a] = idsOf(withTokens(), 'a');
      const both = withTokens(added('abc', true), { ...added('bcd', false), id: 260 });
      expect(idsOf(both, 'abcd')).toEqual([a, next + 1]);
      expect(idsOf(withTokens(added('cafe\u0301', false)), 'café')).not.toContain(next);
      expect(idsOf(withTokens(added('cafe\u0301', false)), 'cafe\u0301')).toEqual([next]);
    });

    test('the vocabulary tells the id, else the place; two that become one are refused', () => {
      const [a] = idsOf(withTokens(), 'a');
      expect(idsOf(withTokens({ ...added('a', true), id: 7 }), 'a')).toEqual([a]);
      expect(idsOf(withTokens({ ...added('zz', true), id: 7 }), 'zz')).toEqual([next]);
      // A large id in the vocabulary moves nothing.
      const vocab = { ...json.model.vocab, a: 5000 };
      const large = new Tokenizer({
        ...{ ...json, model: { ...json.model, vocab } },
        added_tokens: [added('a', true), added('zz', true), added('yy', true)],
      });
      expect(idsOf(large, 'azzyy')).toEqual([5000, next, next + 1]);
      const swapped = { ...json.model.vocab, a: next };
      const clash = { ...json, model: { ...json.model, vocab: swapped } };
      expect(() => new Tokenizer({ ...clash, added_tokens: [added('zz', true)] })).toThrow(
        `added token "zz" gets the id ${next}, which another token has`,
      );
      expect(() => withTokens(added('é', true), { ...added('e\u0301', true), id: 260 })).toThrow(
        'are one when normalised',
      );
    });
  });

  test('tells what stands before and after a text', () => {
    const json = tokenizerJson({});
    const end = {
      ...json,
      post_processor: { ...json.post_processor, single: [...json.post_processor.single].reverse() },
    };
    const [begins, ends] = [new Tokenizer(json), new Tokenizer(end)];
    expect([begins.before, begins.after]).toEqual([[0], []]);
    expect([ends.before, ends.after]).toEqual([[], [0]]);
    expect(ends.encode('a').ids.at(-1)).toBe(0);
  });

  test('an added token may lie beyond the model until a text has it', () => {
    const json = tokenizerJson({});
    const rows = Object.keys(json.model.vocab).length;
    const pad = { ...json.added_tokens[0], id: rows, content: '[PAD]' };
    const tokenizer = new Tokenizer({ ...json, added_tokens: [...json.added_tokens, pad] }, rows);
    expect([...tokenizer.encode('ab').ids]).toHaveLength(3);
    expect(() => tokenizer.encode('ab [PAD]')).toThrow(
      `the text has the token "[PAD]" (id ${rows}) at character 3, but the model has ${rows} tokens`,
    );
    const around = structuredClone({ ...json, added_tokens: [...json.added_tokens, pad] });
    around.post_processor.special_tokens['<s>'].ids = [rows];
    expect(() => new Tokenizer(around, rows)).toThrow(`puts the token ${rows} around texts`);
  });

  test('reads the pattern of the newer models: Split, then ByteLevel without its own', () => {
    const json = tokenizerJson({ merges: ['l l', "' ll", "' L", "'L L", '1 2', '12 3', 'Ġ a'] });
    const Regex =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    const split = { type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false };
    const level = { type: 'ByteLevel', add_prefix_space: false, use_regex: false };
    const pre_tokenizer = { type: 'Sequence', pretokenizers: [split, level] };
    const tokenizer = new Tokenizer({ ...json, pre_tokenizer });
    expect(spell(tokenizer, "a'll a'LL 1234")).toBe("|a|'ll| a|'LL| |123|4");
  });

  test('ignore_merges takes a word that is a token whole', () => {
    const json = tokenizerJson({ merges: ['b c'], extra: ['abc'] });
    expect(spell(new Tokenizer(json), 'abc')).toBe('|a|bc');
    json.model.ignore_merges = true;
    expect(spell(new Tokenizer(json), 'abc')).toBe('|abc');
  });

  test('merges in pairs and merges in strings are the same', () => {
    const strings = new Tokenizer(tokenizerJson({ merges: ['a b', 'ab c'] }));
    const json = tokenizerJson({ merges: ['a b', 'ab c'] });
    const pairs = {
      ...json,
      model: {
        ...json.model,
        merges: [
          ['a', 'b'],
          ['ab', 'c'],
        ],
      },
    };
    expect(new Tokenizer(pairs).encode('abcab')).toEqual(strings.encode('abcab'));
  });

  test('a long word does not take quadratic time', () => {
    const tokenizer = new Tokenizer(tokenizerJson({ merges: ['a b', 'ab ab', 'abab abab'] }));
    const { ids } = tokenizer.encode('ab'.repeat(200_000));
    expect(ids.length).toBe(1 + 50_000); // four pairs a token
  });
});

describe('decode', () => {
  const tokenizer = new Tokenizer(tokenizerJson({ merges: ['a b', 'Ã ¤', 'ab c'] }));

  test('gives any text back, and pieces lie in order over it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        fc.pre(!text.includes('<s>'));
        const { ids, starts, ends } = tokenizer.encode(text);
        expect(tokenizer.decode(ids)).toBe(text);
        for (let i = 1; i < ids.length; i++) {
          expect(starts[i]).toBeGreaterThanOrEqual(starts[i - 1]!);
          expect(starts[i]).toBeLessThanOrEqual(ends[i - 1]!);
          expect(ends[i]).toBeGreaterThan(starts[i]!);
        }
        expect(ends.at(-1)).toBe(text.length);
      }),
    );
  });

  test('leaves special tokens out unless asked, and quotes an id that is none', () => {
    const { ids } = tokenizer.encode('ab');
    expect(tokenizer.decode(ids)).toBe('ab');
    expect(tokenizer.decode(ids, { special: true })).toBe('<s>ab');
    expect(() => tokenizer.decode([9999])).toThrow('no token 9999');
  });
});

describe('refusals name the component', () => {
  const json = tokenizerJson({});
  const level = { type: 'ByteLevel', add_prefix_space: false };
  test.each([
    ['WordPiece', { model: { type: 'WordPiece', vocab: {} } }, 'model type "WordPiece"'],
    ['byte fallback', { model: { ...json.model, byte_fallback: true } }, 'byte_fallback'],
    ['word suffix', { model: { ...json.model, end_of_word_suffix: '</w>' } }, '"</w>"'],
    ['Metaspace', { pre_tokenizer: { type: 'Metaspace' } }, 'must end with ByteLevel'],
    ['no pre-tokenizer', { pre_tokenizer: null }, 'pre_tokenizer must be an object, got null'],
    ['prefix space', { pre_tokenizer: { ...level, add_prefix_space: true } }, 'add_prefix_space'],
    [
      'unknown step',
      { pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'Whitespace' }, level] } },
      '"Whitespace"',
    ],
    [
      'dropping split',
      {
        pre_tokenizer: {
          type: 'Sequence',
          pretokenizers: [
            { type: 'Split', pattern: { String: ' ' }, behavior: 'Removed', invert: false },
            level,
          ],
        },
      },
      'behavior "Removed"',
    ],
    ['normalizer', { normalizer: { type: 'Lowercase' } }, 'normalizer "Lowercase"'],
    ['post-processor', { post_processor: { type: 'BertProcessing' } }, '"BertProcessing"'],
    ['decoder', { decoder: { type: 'WordPiece' } }, 'decoder "WordPiece"'],
    [
      'added token',
      { added_tokens: [{ id: 1, content: '<m>', special: true, lstrip: true }] },
      '"<m>" asks for lstrip',
    ],
    ['a flag in quotes', { pre_tokenizer: { ...level, use_regex: 'no' } }, 'ByteLevel.use_regex'],
    ['no flag', { pre_tokenizer: { type: 'ByteLevel' } }, 'add_prefix_space must be true or false'],
    [
      'ignore_merges',
      { model: { ...json.model, ignore_merges: 1 } },
      'model.ignore_merges must be',
    ],
    ['version', { version: '2.0' }, 'version "2.0"'],
    ['huge id', { model: { ...json.model, vocab: { a: 2 ** 40 } } }, 'has the id 1099511627776'],
    [
      'unknown',
      { model: { ...json.model, vocab: { a: 0 }, merges: [], unk_token: '<u>' } },
      'unk_token "<u>" is not in the vocabulary',
    ],
    [
      'second text',
      { post_processor: { ...json.post_processor, single: [{ Sequence: { id: 'B' } }] } },
      'post_processor: piece',
    ],
    [
      'a template in disguise',
      { post_processor: { ...json.post_processor, type: 'ByteLevel' } },
      'ByteLevel.add_prefix_space must be true or false',
    ],
    [
      'inherited mark',
      {
        post_processor: {
          ...json.post_processor,
          single: [{ SpecialToken: { id: 'constructor' } }, { Sequence: { id: 'A' } }],
        },
      },
      'special_tokens.constructor must be an object, got nothing',
    ],
    [
      'mark without a number',
      {
        post_processor: {
          ...json.post_processor,
          special_tokens: { '<s>': { id: '<s>', ids: ['0'], tokens: ['<s>'] } },
        },
      },
      'special_tokens.<s> has the id "0"',
    ],
    ['merge', { model: { ...json.model, merges: ['a q~'] } }, 'merge 0, "a q~"'],
    ['id', { model: { ...json.model, vocab: { a: -1 } } }, 'token "a" has the id -1'],
  ])('%s', (_, change, message) => {
    const broken = { ...json, ...change };
    expect(() => new Tokenizer(broken)).toThrow(ExpectedError);
    expect(() => new Tokenizer(broken)).toThrow(message);
  });
});
