import { expect, test } from 'vitest';
import { methods } from '../../../src/views/attention/methods.ts';

test('a figure’s own method comes first, and once', () => {
  const figure = { method: 'window', compare: ['oracle', 'window', 'dense'] };
  expect(methods.of(figure).map(({ id }) => id)).toEqual(['window', 'oracle', 'dense']);
});

test('a method that does not exist is a bug of the page', () => {
  expect(() => methods.entryOf('wanda')).toThrow('no method “wanda” for attention');
});
