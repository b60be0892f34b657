import { expect, it } from 'vitest';
import { methods as attention } from '../../../src/views/attention/methods.ts';
import { methods as weights } from '../../../src/views/weights/methods.ts';
import { tagLine } from '../../../src/app/tag-line.ts';

it('says in words what kind of method it is', () => {
  expect(tagLine(attention.listingOf('minference'))).toBe(
    'columns and diagonals, or blocks · dynamic · training-free · prefill',
  );
  expect(tagLine(attention.listingOf('moba'))).toMatch(/ · prefill and decode$/);
  // Weights are the same in every phase.
  expect(tagLine(weights.listingOf('wanda'))).toBe('weights · static · training-free');
});
