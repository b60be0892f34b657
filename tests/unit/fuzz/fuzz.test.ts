// The driver itself: each kind of fault of a toy program is found, and a program without one passes.
import { expect, test } from 'vitest';
import { ExpectedError } from '../../../src/core/result.ts';
import { flipBit } from './bytes.ts';
import { fuzz, type Corpus, type Files } from './fuzz.ts';

const NUMBER = 'number.txt';
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (files: Files): string => new TextDecoder().decode(files[NUMBER]);

/** A program that reads one number of four digits; `run` may have a fault. */
function toy(run: (text: string) => string): Corpus {
  return {
    name: 'toy',
    files: { [NUMBER]: bytesOf('1234') },
    mutators: { [NUMBER]: [flipBit] },
    run: (files) => run(textOf(files)),
    plain: (files) =>
      /^\d{4}$/.test(textOf(files)) ? { [NUMBER]: bytesOf(`0${textOf(files)}`) } : null,
  };
}

const right = (text: string): string => {
  if (/^\d{4,5}$/.test(text)) return String(Number(text));
  throw new ExpectedError('input', `“${text.replace(/[^ -~]/g, '?')}” is no number`);
};
const once = (run: (text: string) => string) => fuzz(toy(run), { seed: '1', count: 200 });

test('a program without a fault passes, and what it said is counted', async () => {
  const tally = await once(right);
  expect(tally.finds).toEqual([]);
  expect(tally.refused + tally.same + tally.other).toBe(200);
  expect(Math.min(tally.refused, tally.other)).toBeGreaterThan(20);
  expect([...tally.messages.keys()]).toEqual(['“…” is no number']);
});

test.each<[string, (text: string) => string, string]>([
  [
    'a crash',
    (text) => (text < '1' ? text.slice(99).at(0)!.trim() : right(text)),
    'threw TypeError',
  ],
  ['a broken file accepted', (text) => String(parseInt(text, 10)), 'a plain reading finds broken'],
  ['another number', (text) => `${right(text)}${text.length > 4 ? '' : '.'}`, 'other numbers than'],
  [
    'a refusal of what is right',
    (text) => (text.length > 4 ? fail('no') : right(text)),
    'accepted what is refused',
  ],
  [
    'words over two lines',
    (text) => (/\D/.test(text) ? fail('a\nb') : right(text)),
    '“\\n” in its words',
  ],
  ['no words', (text) => (/\D/.test(text) ? fail('') : right(text)), 'without a word'],
  [
    'too many words',
    (text) => (/\D/.test(text) ? fail('x'.repeat(2000)) : right(text)),
    '2000 characters',
  ],
])('finds %s, and how to have it again', async (_, run, what) => {
  const { finds } = await once(run);
  const [first] = finds;
  expect(first?.what).toContain(what);
  const again = await fuzz(toy(run), { seed: '1', count: 0, only: first?.case ?? null });
  expect(again.finds.map(({ case: at, ways }) => ({ at, ways }))).toEqual([
    { at: first?.case, ways: first?.ways },
  ]);
});

function fail(message: string): never {
  throw new ExpectedError('input', message);
}
