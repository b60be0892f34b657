import { expect, test } from 'vitest';
import { rangeOf } from '../../../src/figure/stage/curve-range.ts';

const line = (...values: number[]) => ({ label: 'a line', values: Float32Array.from(values) });

test.each([
  ['zero is in sight', [line(2, 5)], undefined, [0, 5]],
  ['values below zero are too', [line(-2, 1), line(0, -3)], undefined, [-3, 1]],
  ['a threshold counts', [line(1)], 4, [0, 4]],
  ['a threshold below everything counts', [line(1)], -4, [-4, 1]],
  ['what is not finite does not', [line(Infinity, NaN, 2)], undefined, [0, 2]],
  ['without extent there is some', [line(0, 0)], undefined, [0, 1]],
])('%s', (_, series, threshold, range) => {
  expect(rangeOf({ series, ...(threshold === undefined ? {} : { threshold }) })).toEqual(range);
});
