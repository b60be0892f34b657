// A guess against the truth, by hand.
import { expect, it } from 'vitest';
import { guessGroups } from '../../../../src/methods/decode/_shared/guess.ts';
import { headGrid } from '../../../../src/methods/decode/_shared/stages.ts';
import { layersOf, spanOf } from '../../../../src/figure/stage/scatter.ts';

const groups = guessGroups([0, 1, 2, 3], [9, 7, 8, 1], new Set([0, 1]), new Set([0, 2]), [
  ...(['both', 'guess only', 'truth only', 'neither'] as const),
]);

it('sorts points by who chose them', () => {
  expect(groups.map(({ role, label, xs, ys }) => [role, label, [...xs], [...ys]])).toEqual([
    ['hit', 'both', [0], [9]],
    ['wrong', 'guess only', [1], [7]],
    ['missed', 'truth only', [2], [8]],
    ['rest', 'neither', [3], [1]],
  ]);
});

it('draws what is missed above the rest, and has room for all points', () => {
  const none = {
    role: 'bound',
    label: '',
    xs: new Float32Array(),
    ys: new Float32Array(),
  } as const;
  expect(layersOf({ groups: [...groups, none] }).map(({ role }) => role)).toEqual([
    'rest',
    'wrong',
    'hit',
    'missed',
  ]);
  const [low, high] = spanOf({ groups }, 'ys');
  expect(low).toBeCloseTo(1 - 0.32);
  expect(high).toBeCloseTo(9.32);
  expect(spanOf({ groups: [none] }, 'xs')).toEqual([0, 1]);
});

it('lays heads out layer by layer', () => {
  const grid = headGrid({ layers: 2, heads: 3 }, (layer, head) => 10 * layer + head);
  expect([grid.rows, grid.cols, [...grid.data]]).toEqual([2, 3, [0, 1, 2, 10, 11, 12]]);
});
