import { expect, test } from 'vitest';
import { told, toldValue } from '../../../src/core/told.ts';

test.each([
  ['plain', 'plain'],
  ['naïve 日本 😀', 'naïve 日本 😀'],
  ['two\nlines\r\n', 'two\\u000alines\\u000d\\u000a'],
  ['\u001b[31mred', '\\u001b[31mred'], // a terminal's colour
  ['a\u202eb\u2066c\u2028d', 'a\\u202eb\\u2066c\\u2028d'],
  ['lone \ud800', 'lone \\ud800'],
  ['x'.repeat(61), `${'x'.repeat(59)}…`],
])('%j stays on one line', (text, line) => {
  expect(told(text)).toBe(line);
});

test.each<[unknown, string]>([
  [undefined, 'nothing'],
  [null, 'null'],
  [-0.5, '-0.5'],
  ['F\n', '“F\\u000a”'],
  [[1, 'a', [2], {}], '[1, “a”, a list, an object]'],
  [Array.from({ length: 9 }, () => 0), '[0, 0, 0, 0, 0, 0, 0, 0, …]'],
  [JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)), '[a list]'],
])('a value is told as far as fits', (value, line) => {
  expect(toldValue(value)).toBe(line);
});
