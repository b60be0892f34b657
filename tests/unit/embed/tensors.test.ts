// Arrays that a page hands over: what is wrong is named, with what was expected and found.
import { expect, test } from 'vitest';
import { ExpectedError } from '../../../src/core/result.ts';
import ownHead from '../../../src/views/attention/own.ts';
import { arrayKinds } from '../support/arrays.ts';

const ones = (length: number): Float32Array => new Float32Array(length).fill(1);
const good = { n: 3, d: 2, q: ones(6), k: ones(6), v: ones(6) };

test('a head of its own, under a name that its numbers give', () => {
  const head = ownHead({ ...good, pieces: ['a', 'b', 'c'] });
  expect(head).toMatchObject({
    sizes: { n: 3, d: 2 },
    site: { tokens: 3, model: 'own', subject: { layer: 0, head: 0 } },
  });
  expect(head.pieces).toEqual(['a', 'b', 'c']);
  expect(ownHead(good).site.text).toBe(head.site.text);
  expect(ownHead({ ...good, v: ones(6).fill(2, 5) }).site.text).not.toBe(head.site.text);
});

test.each(arrayKinds)('$name is read like a Float32Array of the same numbers', ({ from }) => {
  const numbers = [1, 2, 3, 4, 5, 6];
  const head = ownHead({ ...good, q: from(numbers) });
  expect(head.arrays['q']).toBeInstanceOf(Float32Array);
  expect(head).toEqual(ownHead({ ...good, q: Float32Array.from(numbers) }));
});

test.each([
  [null, 'tensors must be { n, d, q, k, v }, got null'],
  [{ ...good, q: null }, 'tensors.q must be a Float32Array or another array of numbers, got null'],
  [{ ...good, n: 0 }, 'tensors.n must be the number of tokens, 1 to 8,192, got 0'],
  [
    { ...good, d: 1.5 },
    'tensors.d must be the number of dimensions of a head, 1 to 1,024, got 1.5',
  ],
  [{ ...good, q: [1, 2] }, 'tensors.q must have n·d = 6 values, got 2'],
  [{ ...good, k: ones(5) }, 'tensors.k must have n·d = 6 values, got 5'],
  [{ ...good, v: ones(6).fill(NaN, 3, 4) }, 'tensors.v holds NaN at index [1, 1]'],
  [
    { ...good, pieces: ['a'] },
    'tensors.pieces must be 3 strings, one per token, got 1, 1 of them strings',
  ],
  [{ ...good, peices: [] }, 'tensors.peices is not known; did you mean pieces?'],
])('%j is refused', (given, message) => {
  expect(() => ownHead(given)).toThrow(new ExpectedError('tensors', message));
});
