// S²FT selects over the whole model and reorders without changing the function.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { matrix, matrixOf, type Matrix } from '../../../src/core/tensor.ts';
import type { MatrixName, WeightMatrix } from '../../../src/methods/weights.ts';
import {
  drawUnits,
  orderFor,
  orderOf,
  permuted,
  trained,
} from '../../../src/methods/weights/s2ft/draw.ts';
import { compareParts } from '../../../src/methods/weights/s2ft/check.ts';
import { bandsOf, kindOf } from '../../../src/methods/weights/_shared/units.ts';
import { GEOMETRY, kernels, methodOf, randomInputs, randomModel, run } from './harness.ts';

const model = randomModel(2);
const ratios = fc.record(
  Object.fromEntries(
    ['v', 'o', 'up', 'down'].map((name) => [
      name,
      fc.integer({ min: 0, max: 20 }).map((x) => x / 20),
    ]),
  ) as Record<'v' | 'o' | 'up' | 'down', fc.Arbitrary<number>>,
);

describe('the order', () => {
  it('of four channels with channel 2 drawn for down is 2, 0, 1, 3', () => {
    expect(orderOf(new Set(), new Set([2]), 4)).toEqual({
      units: [2, 0, 1, 3],
      rows: [0, 0],
      cols: [0, 1],
    });
  });

  it('puts only rows first, then both, then only columns', () => {
    // Rows 1, 4 and 5; columns 0 and 4: both is 4.
    const order = orderOf(new Set([5, 1, 4]), new Set([4, 0]), 6);
    expect(order).toEqual({ units: [1, 5, 4, 0, 2, 3], rows: [0, 3], cols: [2, 4] });
  });

  it('is a permutation whose ranges hold exactly what was drawn', () => {
    const sets = fc.uniqueArray(fc.nat({ max: 11 })).map((units) => new Set(units));
    fc.assert(
      fc.property(sets, sets, (rows, cols) => {
        const order = orderOf(rows, cols, 12);
        expect([...order.units].sort((a, b) => a - b)).toEqual([...Array(12).keys()]);
        expect(new Set(order.units.slice(...order.rows))).toEqual(rows);
        expect(new Set(order.units.slice(...order.cols))).toEqual(cols);
      }),
    );
  });
});

describe('the draw', () => {
  it('takes ⌊ratio · units⌋ of the whole model and never a unit twice', () => {
    fc.assert(
      fc.property(ratios, fc.nat({ max: 99 }), (chosen, seed) => {
        const drawn = drawUnits(model, chosen, seed);
        const size = (name: 'v' | 'o' | 'up' | 'down') =>
          [...drawn[name].values()].reduce((sum, units) => sum + units.size, 0);
        const { layers, heads, inner } = GEOMETRY;
        for (const name of ['v', 'o'] as const) {
          expect(size(name)).toBe(Math.floor(chosen[name] * layers * heads));
        }
        for (const name of ['up', 'down'] as const) {
          expect(size(name)).toBe(Math.floor(chosen[name] * layers * inner));
        }
      }),
    );
  });
});

it('draws for each kind of matrix anew, and no unit of the model more than others', () => {
  const half = { v: 0.5, o: 0.5, up: 0.25, down: 0.25 };
  const often = new Map<string, number>();
  let alike = 0;
  for (let seed = 0; seed < 300; seed++) {
    const drawn = drawUnits(model, half, seed);
    const list = (name: 'v' | 'o' | 'up' | 'down'): string[] =>
      [...drawn[name]].flatMap(([layer, units]) => [...units].map((unit) => `${layer}.${unit}`));
    if (list('v').sort().join() === list('o').sort().join()) alike++;
    if (list('up').sort().join() === list('down').sort().join()) alike++;
    for (const site of list('down')) often.set(site, (often.get(site) ?? 0) + 1);
  }
  // Four of eight heads: by chance both draws agree once in 70.
  expect(alike).toBeLessThan(20);
  // 64 channels, a quarter of them each time: 75 on average with a deviation of 7.5.
  expect(often.size).toBe(64);
  for (const count of often.values()) expect(Math.abs(count - 75)).toBeLessThan(38);
});

/** Whole rows or columns of the units at their new places. */
const moved = (each: WeightMatrix, drawn: ReturnType<typeof drawUnits>): WeightMatrix => ({
  ...each,
  weight: permuted(each.weight, bandsOf(each), orderFor(each, drawn).units),
});

describe('reordering', () => {
  it('moves heads whole: their dimensions stay in order, as rotary positions need it', () => {
    const bands = { count: 3, width: 2 };
    const rows = matrixOf([[0], [1], [2], [3], [4], [5]]);
    expect([...permuted(rows, { ...bands, side: 'rows' }, [2, 0, 1]).data]).toEqual([
      4, 5, 0, 1, 2, 3,
    ]);
    const cols = matrixOf([
      [0, 1, 2, 3, 4, 5],
      [6, 7, 8, 9, 10, 11],
    ]);
    expect([...permuted(cols, { ...bands, side: 'cols' }, [2, 0, 1]).data]).toEqual([
      4, 5, 0, 1, 2, 3, 10, 11, 6, 7, 8, 9,
    ]);
  });

  it('leaves the output of both parts as it was, to the last bit where sums are exact enough', () => {
    fc.assert(
      fc.property(ratios, fc.nat({ max: 99 }), (chosen, seed) => {
        const drawn = drawUnits(model, chosen, seed);
        for (const kind of ['heads', 'channels']) {
          const part = model.matrices.filter((each) => each.layer === 1 && kindOf(each) === kind);
          const check = compareParts(
            part,
            part.map((each) => moved(each, drawn)),
          )!;
          expect(check.outputs).toBe(8 * GEOMETRY.hidden);
          expect(check.identical).toBe(check.outputs);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('would not, were gate left behind', () => {
    const drawn = drawUnits(model, { v: 0, o: 0, up: 0, down: 0.5 }, 1);
    const part = model.matrices.filter((each) => each.layer === 0 && kindOf(each) === 'channels');
    const wrong = part.map((each) => (each.name === 'gate' ? each : moved(each, drawn)));
    const check = compareParts(part, wrong)!;
    expect(check.identical).toBeLessThan(check.outputs / 2);
  });

  it('can be undone to the last bit', () => {
    fc.assert(
      fc.property(ratios, fc.nat({ max: 13 }), (chosen, at) => {
        const each = model.matrices[at]!;
        const { units } = orderFor(each, drawUnits(model, chosen, 5));
        const back = units.map((_, unit) => units.indexOf(unit));
        const bands = bandsOf(each);
        expect(permuted(permuted(each.weight, bands, units), bands, back)).toEqual(each.weight);
      }),
    );
  });

  it('turns training a slice into training the drawn columns, and nothing else', () => {
    const down = model.matrices.find((each) => each.name === 'down')!;
    const drawn = drawUnits(model, { v: 0, o: 0, up: 0, down: 0.1 }, 3);
    const order = orderFor(down, drawn);
    const tuned = moved(down, drawn).weight;
    const [from, to] = order.cols;
    for (let i = 0; i < tuned.rows; i++) {
      for (let j = from; j < to; j++) tuned.data[i * tuned.cols + j]! += 0.125;
    }
    const back = order.units.map((_, unit) => order.units.indexOf(unit));
    const after = permuted(tuned, bandsOf(down), back);
    const units = trained(down, drawn);
    expect(units.size).toBe(to - from);
    expect(units.size).toBeGreaterThan(0);
    down.weight.data.forEach((w, p) => {
      expect(after.data[p]).toBe(units.has(p % down.in) ? Math.fround(w + 0.125) : w);
    });
  });
});

/** By elimination from the largest left in each column. */
function rankOf({ rows, cols, data }: Matrix): number {
  const a = Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);
  let rank = 0;
  for (let col = 0; col < cols && rank < rows; col++) {
    let pivot = rank;
    for (let i = rank; i < rows; i++) {
      if (Math.abs(a[i]![col]!) > Math.abs(a[pivot]![col]!)) pivot = i;
    }
    if (Math.abs(a[pivot]![col]!) < 1e-6) continue;
    [a[rank], a[pivot]] = [a[pivot]!, a[rank]!];
    for (let i = rank + 1; i < rows; i++) {
      const factor = a[i]![col]! / a[rank]![col]!;
      a[i] = a[i]!.map((x, j) => x - factor * a[rank]![j]!);
    }
    rank++;
  }
  return rank;
}

it('changes down by a matrix whose rank is at most the number of channels drawn', () => {
  const down = model.matrices.find((each) => each.name === 'down')!;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 16 }), fc.nat({ max: 99 }), (tenths, seed) => {
      const drawn = drawUnits(model, { v: 0, o: 0, up: 0, down: tenths / 64 }, seed);
      const order = orderFor(down, drawn);
      const random = createRandom(`delta ${seed}`);
      const delta = matrix(down.out, down.in);
      const [from, to] = order.cols;
      for (let p = 0; p < delta.data.length; p++) {
        if (p % down.in >= from && p % down.in < to) delta.data[p] = random.int(9) - 4;
      }
      const back = order.units.map((_, unit) => order.units.indexOf(unit));
      const change = permuted(delta, bandsOf(down), back);
      expect(rankOf(change)).toBeLessThanOrEqual(trained(down, drawn).size);
      expect(rankOf(change)).toBe(rankOf(delta));
    }),
  );
});

it('adding to the first reordered column of down adds to column 2, at rank 1', () => {
  const x = randomInputs(createRandom('s2ft'), 3, 2);
  const [gate, up, down] = [
    matrixOf([
      [1, 2],
      [-3, 4],
      [0.5, -1],
      [2, 0.25],
    ]),
    matrixOf([
      [2, 1],
      [1, 1],
      [-0.5, 1],
      [3, 0.5],
    ]),
    matrixOf([
      [1, -2, 3, 4],
      [0.5, 0.25, -1, 2],
    ]),
  ];
  const units = [2, 0, 1, 3];
  const rows = { side: 'rows', count: 4, width: 1 } as const;
  const feed = (g: Matrix, u: Matrix, d: Matrix): Float32Array =>
    kernels.products(kernels.swiglu(kernels.products(x, g, 1), kernels.products(x, u, 1)), d, 1)
      .data;
  const add = (d: Matrix, column: number): Matrix =>
    matrix(
      2,
      4,
      d.data.map((w, p) => (p % 4 === column ? w + 0.1 : w)),
    );
  const original = feed(gate, up, add(down, 2));
  const reordered = feed(
    permuted(gate, rows, units),
    permuted(up, rows, units),
    add(permuted(down, { ...rows, side: 'cols' }, units), 0),
  );
  for (const [p, y] of original.entries()) expect(reordered[p]).toBeCloseTo(y, 5);
});

it('trains v, o, up and down only', () => {
  const all = { vRatio: 1, oRatio: 1, upRatio: 1, downRatio: 1 };
  const share = (name: MatrixName) => {
    const subject = model.matrices.find((each) => each.name === name)!;
    return run(methodOf('s2ft'), subject, all, model).mask.count() / subject.weight.data.length;
  };
  expect(
    ['q', 'k', 'v', 'o', 'gate', 'up', 'down'].map((name) => share(name as MatrixName)),
  ).toEqual([0, 0, 1, 1, 0, 1, 1]);
});
