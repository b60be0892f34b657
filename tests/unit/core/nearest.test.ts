import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance, nearestName } from '../../../src/core/nearest.ts';

const METHODS = ['minference', 'flexprefill', 'streaming-llm', 'block-topk', 'oracle', 'dense'];

describe('editDistance', () => {
  test.each([
    ['', '', 0],
    ['abc', '', 3],
    ['dense', 'dense', 0],
    ['dense', 'densee', 1],
    ['dense', 'dens', 1],
    ['dense', 'dunse', 1],
    ['dense', 'desne', 1], // one swap, where plain Levenshtein counts 2
    ['ca', 'abc', 3], // restricted: the swapped pair is not edited again (2 without the restriction)
    ['kitten', 'sitting', 3],
  ])('%j to %j takes %i', (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits);
  });

  test('is symmetric, zero only for equals, bounded by the longer name', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const edits = editDistance(a, b);
        expect(edits).toBe(editDistance(b, a));
        expect(edits === 0).toBe(a === b);
        expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(edits).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });
});

describe('nearestName', () => {
  test.each([
    ['minferense', 'minference'],
    ['MInference', 'minference'],
    ['flexprefil', 'flexprefill'],
    ['streaming', 'streaming-llm'],
    ['blocktopk', 'block-topk'],
    ['orcale', 'oracle'],
    ['snapkv', null],
    ['', null],
    ['mi', null],
    ['m'.repeat(100_000), null],
  ])('%.20s → %s', (name, expected) => {
    expect(nearestName(name, METHODS)).toBe(expected);
  });

  test('a typing error of one letter beats a beginning, a beginning beats anything further', () => {
    expect(nearestName('abcd', ['abcdefgh', 'abce'])).toBe('abce');
    expect(nearestName('abcdef', ['abxxef', 'abcdefghijk'])).toBe('abcdefghijk');
    expect(nearestName('abc', ['abd', 'abe'])).toBe('abd');
  });
});
