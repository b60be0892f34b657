import { expect, it } from 'vitest';
import { entryOf } from '../../../src/app/catalogue.ts';
import { tagLine } from '../../../src/app/tag-line.ts';

it('says in words what kind of method it is', () => {
  expect(tagLine(entryOf('minference'))).toBe(
    'columns and diagonals, or blocks · dynamic · training-free · prefill',
  );
  expect(tagLine(entryOf('moba'))).toMatch(/ · prefill and decode$/);
  // Weights are the same in every phase.
  expect(tagLine(entryOf('wanda'))).toBe('weights · static · training-free');
});
