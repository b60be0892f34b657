// Structured pruning leaves a smaller dense model with the same output as the masked one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mask } from '../../../src/core/mask/mask.ts';
import { createRandom } from '../../../src/core/random.ts';
import { matrix, type Matrix } from '../../../src/core/tensor.ts';
import type { MatrixName, WeightMatrix } from '../../../src/methods/weights.ts';
import {
  GEOMETRY,
  kernels,
  methodOf,
  randomInputs,
  randomModel,
  run,
  weightsAfter,
} from './harness.ts';

const structured = methodOf('structured');
const model = randomModel(6);
const block = model.matrices.filter(({ layer }) => layer === 1);
const of = (name: MatrixName): WeightMatrix => block.find((each) => each.name === name)!;
const settings = fc.record({
  sparsity: fc.integer({ min: 0, max: 99 }).map((percent) => percent / 100),
  score: fc.constantFrom('activation', 'magnitude'),
});

const rowsKept = (mask: Mask): number[] =>
  [...Array(mask.rows).keys()].filter((row) => mask.rowCount(row) > 0);
const colsKept = (mask: Mask): number[] =>
  [...Array(mask.cols).keys()].filter((col) => mask.has(0, col));
const takeRows = ({ cols, data }: Matrix, rows: readonly number[]): Matrix =>
  matrix(
    rows.length,
    cols,
    Float32Array.from(rows.flatMap((i) => [...data.slice(i * cols, (i + 1) * cols)])),
  );
const takeCols = ({ rows, cols, data }: Matrix, kept: readonly number[]): Matrix =>
  matrix(
    rows,
    kept.length,
    Float32Array.from([...Array(rows).keys()].flatMap((i) => kept.map((j) => data[i * cols + j]!))),
  );

describe('structured', () => {
  it('cuts the same channels from gate, up and down, and the same heads from q, k, v and o', () => {
    fc.assert(
      fc.property(settings, (params) => {
        const mask = (name: MatrixName) => run(structured, of(name), params, model).mask;
        const channels = rowsKept(mask('gate'));
        expect(rowsKept(mask('up'))).toEqual(channels);
        expect(colsKept(mask('down'))).toEqual(channels);
        expect(channels).toHaveLength(
          Math.max(1, Math.round((1 - params.sparsity) * GEOMETRY.inner)),
        );
        const dims = rowsKept(mask('q'));
        for (const name of ['k', 'v'] as const) expect(rowsKept(mask(name))).toEqual(dims);
        expect(colsKept(mask('o'))).toEqual(dims);
        const heads = Math.max(1, Math.round((1 - params.sparsity) * GEOMETRY.heads));
        expect(dims).toHaveLength((heads * GEOMETRY.hidden) / GEOMETRY.heads);
      }),
      { numRuns: 40 },
    );
  });

  it('gives the same output masked and really sliced', () => {
    const x = randomInputs(createRandom('sliced'), 12, GEOMETRY.hidden);
    const feed = (gate: Matrix, up: Matrix, down: Matrix): Float32Array => {
      const hidden = kernels.swiglu(kernels.products(x, gate, 1), kernels.products(x, up, 1));
      return kernels.products(hidden, down, 1).data;
    };
    fc.assert(
      fc.property(settings, (params) => {
        const masked = (name: MatrixName): Matrix => {
          const subject = of(name);
          const after = weightsAfter(subject, run(structured, subject, params, model));
          return matrix(subject.out, subject.in, after);
        };
        const channels = rowsKept(run(structured, of('gate'), params, model).mask);
        const whole = feed(masked('gate'), masked('up'), masked('down'));
        const sliced = feed(
          takeRows(of('gate').weight, channels),
          takeRows(of('up').weight, channels),
          takeCols(of('down').weight, channels),
        );
        for (const [p, y] of whole.entries())
          expect(Math.abs(y - sliced[p]!)).toBeLessThan(1e-6 * Math.max(1, Math.abs(y)));
      }),
      { numRuns: 30 },
    );
  });

  it('keeps grouped query heads with the key/value head that they share', () => {
    const grouped = model.matrices.map((each) => ({ ...each, kvHeads: 2 }));
    const narrow = grouped.map((each) =>
      each.name === 'k' || each.name === 'v'
        ? { ...each, out: 8, weight: takeRows(each.weight, [...Array(8).keys()]) }
        : each,
    );
    const mask = (name: MatrixName) =>
      run(
        structured,
        narrow.find((each) => each.name === name)!,
        { sparsity: 0.5 },
        { matrices: narrow },
      ).mask;
    const [q, k] = [rowsKept(mask('q')), rowsKept(mask('k'))];
    expect(q).toHaveLength(8);
    expect(k).toHaveLength(4);
    expect(Math.floor(q[0]! / 8)).toBe(Math.floor(k[0]! / 4));
  });
});
