import { expect, test } from 'vitest';
import { pareto } from '../../../src/kit/compare/pareto.ts';

const POINTS = [
  { x: 0, y: 1 },
  { x: 0.5, y: 0.9 },
  { x: 0.5, y: 0.8 },
  { x: 0.6, y: 0.95 },
  { x: 0.9, y: 0.3 },
];

test('keeps what nothing beats on both axes', () => {
  // 0.5/0.9 loses to 0.6/0.95, which is both sparser and better.
  expect(pareto(POINTS, 'higher')).toEqual([
    { x: 0, y: 1 },
    { x: 0.6, y: 0.95 },
    { x: 0.9, y: 0.3 },
  ]);
});

test('lower can be better', () => {
  expect(pareto(POINTS, 'lower')).toEqual([{ x: 0.9, y: 0.3 }]);
});

test('nothing in, nothing out', () => expect(pareto([], 'higher')).toEqual([]));
