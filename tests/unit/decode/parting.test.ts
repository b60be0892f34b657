import { expect, test } from 'vitest';
import { partingOf, partingTold, surpriseTold } from '../../../src/views/decode/parting.ts';

test('the first token that differs', () => {
  expect(partingOf(['a', 'b', 'c'], ['a', 'x', 'c'])).toBe(1);
  expect(partingOf(['a', 'b'], ['a', 'b'])).toBeNull();
  expect(partingOf([], [])).toBeNull();
});

test('in words', () => {
  const told = (dense: string[], sparse: string[], done: boolean) =>
    partingTold(dense, sparse, 'TOVA', done);
  expect(told([], [], false)).toBe('Reading the prompt…');
  expect(told([], [], true)).toBe('Nothing was written.');
  expect(told(['a'], ['a'], false)).toBe('So far the same token.');
  expect(told(['a', 'b'], ['a', 'b'], true)).toBe('Both wrote the same 2 tokens.');
  expect(told(['a', ' cat'], ['a', ' dog'], true)).toBe(
    'They part at token 2: the full cache writes “ cat”, TOVA “ dog”.',
  );
  expect(surpriseTold(0.5, 1.25, 'TOVA')).toBe(
    'To the full cache its own words are worth 0.50 nats of surprise a token, those of TOVA 1.25.',
  );
});
