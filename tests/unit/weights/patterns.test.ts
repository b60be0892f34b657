// What the methods share: groups of inputs, calibration that they cannot do without, weights left alone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src/core/tensor.ts';
import type { WeightSelection } from '../../../src/methods/weights.ts';
import { methodOf, methods, randomModel, run } from './harness.ts';

const model = randomModel(1);
const grouping = methods.filter(({ params }) => 'pattern' in params).map(({ id }) => id);
const PATTERNS = ['1:2', '1:4', '2:4', '3:4', '4:8', '8:16'];

/** Kept weights of each group of m neighbouring inputs, row by row. */
function groupCounts({ mask }: WeightSelection, m: number): number[] {
  const counts: number[] = [];
  for (let row = 0; row < mask.rows; row++) {
    for (let from = 0; from < mask.cols; from += m) {
      let kept = 0;
      for (let j = from; j < from + m; j++) if (mask.has(row, j)) kept++;
      counts.push(kept);
    }
  }
  return counts;
}

describe('N:M', () => {
  it('is offered by all methods that compare single weights', () => {
    expect(grouping).toEqual(['dsnot', 'random', 'ria', 'sparsegpt', 'wanda']);
  });

  it('keeps exactly N of every M neighbouring inputs, under every method', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('n-m', ...grouping),
        fc.constantFrom(...PATTERNS),
        fc.nat({ max: 13 }),
        (id, pattern, at) => {
          const [n, m] = pattern.split(':').map(Number) as [number, number];
          const params = id === 'n-m' ? { n, m } : { pattern };
          const selection = run(methodOf(id), model.matrices[at]!, params, model);
          expect(new Set(groupCounts(selection, m))).toEqual(new Set([n]));
          expect(selection.mask.count() * m).toBe(selection.mask.rows * selection.mask.cols * n);
        },
      ),
    );
  });

  it('needs groups that divide the inputs, and says which do not', () => {
    const whole = model.matrices[0]!;
    const odd = { ...whole, in: 15, weight: matrix(16, 15, whole.weight.data.subarray(0, 240)) };
    const message = 'groups of 4 need input features in multiples of 4, this matrix has 15';
    for (const id of grouping)
      expect(() => run(methodOf(id), odd, { pattern: '2:4' }, model), id).toThrow(message);
    expect(() => run(methodOf('n-m'), odd, { n: 2, m: 4 }, model)).toThrow(message);
  });
});

it('methods that calibrate say so where nothing is known of the inputs, the others do without', () => {
  const bare = model.matrices.map((each) =>
    Object.fromEntries(Object.entries(each).filter(([key]) => key !== 'inputs')),
  ) as unknown as typeof model.matrices;
  for (const method of methods) {
    const without = (): WeightSelection => run(method, bare[6]!, {}, { matrices: bare });
    const { plan, select } = method.calibrates;
    if (plan || select) expect(without, method.id).toThrow('needs calibration activations');
    else expect(without, method.id).not.toThrow();
  }
});

it('only SparseGPT moves kept weights', () => {
  const moving = methods.filter((method) =>
    model.matrices.some((each) => run(method, each, {}, model).weight !== undefined),
  );
  expect(moving.map(({ id }) => id)).toEqual(['sparsegpt']);
});
