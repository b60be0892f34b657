import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutTokens } from '../../../src/kit/cut-tokens.ts';

/** A reply whose tokens are the words of `text`, after the begin mark. */
function words(text: string) {
  const ranges = [...text.matchAll(/\s*\S+/g)].map((m) => [m.index, m.index + m[0].length]);
  const all = [[0, 0], ...ranges];
  return {
    text,
    reply: {
      total: all.length,
      ids: new Uint32Array(all.length),
      pieces: all.map(([from, to]) => text.slice(from, to)),
      starts: Uint32Array.from(all, ([from = 0]) => from),
      ends: Uint32Array.from(all, ([, to = 0]) => to),
    },
  };
}

test('a span per token, the rest on its own', () => {
  expect(cutTokens('a bc  ', words('a bc  '))).toEqual([
    { text: 'a', token: 1 },
    { text: ' bc', token: 2 },
    { text: '  ', token: null },
  ]);
});

test('while typing, old tokens hold as far as the texts agree', () => {
  expect(cutTokens('a bX', words('a bc d'))).toEqual([
    { text: 'a', token: 1 },
    { text: ' bX', token: null },
  ]);
});

test('a character cut into several tokens is shown once', () => {
  const reply = {
    ...words('').reply,
    starts: Uint32Array.of(0, 0, 0, 2),
    ends: Uint32Array.of(0, 2, 2, 3),
  };
  expect(cutTokens('😀!', { text: '😀!', reply })).toEqual([
    { text: '😀', token: 1 },
    { text: '!', token: 3 },
  ]);
});

test('the spans always spell the text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, old) => {
      expect(
        cutTokens(text, words(old))
          .map((span) => span.text)
          .join(''),
      ).toBe(text);
      expect(
        cutTokens(text, null)
          .map((span) => span.text)
          .join(''),
      ).toBe(text);
    }),
  );
});
