import { expect } from 'vitest';

/** Largest difference between two lists of numbers; NaN comes through and fails every bound. */
export function largestGap(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  let gap = 0;
  for (let i = 0; i < found.length; i++) {
    const difference = Math.abs(found[i]! - expected[i]!);
    if (!(difference <= gap)) gap = difference;
  }
  return gap;
}
