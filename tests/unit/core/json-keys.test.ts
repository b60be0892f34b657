import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repeatedKey } from '../../../src/core/json-keys.ts';

test.each([
  ['{"a":1,"a":2}', 'a'],
  ['{"a":1,"b":{"c":[{"d":1,"d":2}]}}', 'd'],
  ['{"a":1,"\\u0061":2}', 'a'], // spelled otherwise
  ['{"":1, "b":[], "":{}}', ''],
  ['[{"a":1},{"b":"x","b":"y"}]', 'b'],
  ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ['{"a\\"":1,"a\\"":2}', 'a"'],
])('%s has “%s” twice', (text, name) => {
  expect(repeatedKey(text)).toBe(name);
});

test.each([
  '{"a":{"a":{"a":[1,2,{"a":3}]}}}',
  '[{"a":1},{"a":2}]',
  '{"a":"b","b":"a","c":["a","a","b"]}',
  '{"a":"{\\"a\\":1,","b":"\\\\","c":"}"}',
  '"a"',
  '{}',
])('%s has none', (text) => {
  expect(repeatedKey(text)).toBeNull();
});

test('whatever a program writes has none, and one more of its names is found', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (value) => {
      const text = JSON.stringify(value);
      expect(repeatedKey(text)).toBeNull();
      const [name = ''] = Object.keys(value);
      expect(repeatedKey(`${text.slice(0, -1)},${JSON.stringify(name)}:0}`)).toBe(name);
    }),
  );
});
