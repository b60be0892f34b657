import { expect, test } from 'vitest';
import { sparsityAt } from '../../../src/app/compare/measures.ts';

const CURVE = [
  { x: 0.5, y: 0, budget: 0.4 },
  { x: 0.9, y: 0, budget: 0.1 },
  { x: 0, y: 0, budget: 1 },
];

test('between two points by a straight line, beyond them the nearest', () => {
  expect(sparsityAt(CURVE, 0.25)).toBeCloseTo(0.7, 10);
  expect(sparsityAt(CURVE, 0.4)).toBe(0.5);
  expect(sparsityAt(CURVE, 0.05)).toBe(0.9);
  expect(sparsityAt(CURVE, 1)).toBe(0);
});

test('without points there is nothing to read', () => expect(sparsityAt([], 0.5)).toBeNull());
