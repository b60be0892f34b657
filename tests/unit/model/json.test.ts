// JSON that others wrote: what a parser would let pass.
import { expect, test } from 'vitest';
import { ExpectedError } from '../../../src/core/result.ts';
import { parseJson } from '../../../src/model/json.ts';

const parse = (text: string | Uint8Array<ArrayBuffer>): unknown => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return parseJson(bytes.buffer, 'x.json');
};

test.each([
  ['nests deep', `${'['.repeat(101)}${']'.repeat(101)}`, 'x.json nests more than 100'],
  ['a name twice', '{"a": {"b": 1, "c": 2, "b": 3}}', 'x.json has "b" twice in one object'],
  ['other bytes', Uint8Array.of(0x22, 0xe9, 0x22), 'x.json is not UTF-8 text'],
  ['half a text', '{"a": ', 'x.json is not JSON'],
  ['a page', '<!doctype html>', 'x.json is a web page'],
])('%s', (_, text, message) => {
  expect(() => parse(text)).toThrow(ExpectedError);
  expect(() => parse(text)).toThrow(message);
});

test('brackets within strings are no nesting, and names of two objects no double', () => {
  const value = [{ a: '['.repeat(500) }, { a: '\\"[' }];
  expect(parse(JSON.stringify(value))).toEqual(value);
});
