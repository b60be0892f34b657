// Groups laid over each other: who gets which part of the triangle, what is left, what falls out.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { heldIn, holesOf, patchesOf, pathOf } from '../../../src/figure/stage/groups.ts';
import type { Of } from '../../../src/figure/stage/kinds.ts';

function drawable(size: number, groups: readonly (readonly number[])[]): Of<'groups'> {
  return {
    ...{ kind: 'groups', view: 'merged', rows: 'query-block', cols: 'key-block', size, chosen: 0 },
    groups: groups.map((cells, at) => ({ label: `head ${at}`, cells: Uint8Array.from(cells) })),
    ...{ common: 'local', own: 'shard', label: 'heads' },
  };
}

// prettier-ignore
const two = drawable(3, [
  [1, 0, 0,
   2, 1, 0,
   2, 0, 1],
  [1, 0, 0,
   2, 1, 0,
   0, 0, 1],
]);

it('shares a cell among those that hold it and leaves holes', () => {
  expect(patchesOf(two, 2)).toEqual([
    { by: 'common', x: 0, y: 0, width: 1, height: 1 },
    { by: 0, x: 0, y: 1, width: 0.5, height: 1 },
    { by: 1, x: 0.5, y: 1, width: 0.5, height: 1 },
    { by: 0, x: 0, y: 2, width: 1, height: 1 },
    { by: 'common', x: 1, y: 1, width: 1, height: 1 },
    { by: 'none', x: 1, y: 2, width: 1, height: 1 },
    { by: 'common', x: 2, y: 2, width: 1, height: 1 },
  ]);
  expect(holesOf(patchesOf(two, 2))).toBe(1);
  expect(holesOf(patchesOf(two, 0))).toBe(6);
  expect(pathOf(patchesOf(two, 2), 1)).toBe('M0.5,1h0.5v1h-0.5z');
});

it('tells what is held, what only passes, and what was just dropped', () => {
  const cells = two.groups[0]!.cells;
  expect(heldIn(two, cells, 1)).toEqual({ held: [0, 1], passing: [1], dropped: [] });
  expect(heldIn(two, cells, 2)).toEqual({ held: [0, 2], passing: [2], dropped: [1] });
});

it('covers the triangle exactly once, however many groups lie on it', () => {
  const bits = fc.array(fc.constantFrom(0, 2), { minLength: 36, maxLength: 36 });
  fc.assert(
    fc.property(fc.array(bits, { minLength: 1, maxLength: 4 }), fc.nat(4), (groups, shown) => {
      const area = patchesOf(drawable(6, groups), shown).reduce(
        (sum, { width, height }) => sum + width * height,
        0,
      );
      expect(area).toBeCloseTo(21, 9);
    }),
  );
});
