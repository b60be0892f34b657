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

  it('scores a unit by all weights that go with it, or by what it sends on', () => {
    // Two key/value heads, each with two query heads; by the formulas, one unit at a time.
    const grouped = block.map((each) =>
      each.name === 'k' || each.name === 'v'
        ? { ...each, kvHeads: 2, out: 8, weight: takeRows(each.weight, [...Array(8).keys()]) }
        : { ...each, kvHeads: 2 },
    );
    const plain = (
      name: MatrixName,
      inUnit: (row: number, col: number) => boolean,
      norms = false,
    ) => {
      const { weight, inputs } = grouped.find((each) => each.name === name)!;
      let sum = 0;
      for (let i = 0; i < weight.rows; i++) {
        for (let j = 0; j < weight.cols; j++) {
          if (!inUnit(i, j)) continue;
          sum += Math.abs(weight.data[i * weight.cols + j]!) * (norms ? inputs!.l2[j]! : 1);
        }
      }
      return sum;
    };
    const channel = (c: number) => ({
      magnitude:
        plain('gate', (i) => i === c) +
        plain('up', (i) => i === c) +
        plain('down', (_, j) => j === c),
      activation: plain('down', (_, j) => j === c, true),
    });
    const head = (h: number) => {
      const [queries, keys] = [8, 4].map(
        (width) => (at: number) => Math.floor(at / width) === h,
      ) as [(at: number) => boolean, (at: number) => boolean];
      const sent = (_: number, j: number): boolean => queries(j);
      return {
        magnitude: plain('q', queries) + plain('k', keys) + plain('v', keys) + plain('o', sent),
        activation: plain('o', sent, true),
      };
    };
    const found = (
      name: MatrixName,
      score: 'magnitude' | 'activation',
      row: number,
      col: number,
    ) => {
      const subject = grouped.find((each) => each.name === name)!;
      const { data, cols } = run(structured, subject, { score }, { matrices: grouped }).scores!();
      return data[row * cols + col]!;
    };
    for (const score of ['magnitude', 'activation'] as const) {
      for (const c of [0, 7, 31]) {
        for (const name of ['gate', 'up'] as const)
          expect(found(name, score, c, 3)).toBeCloseTo(channel(c)[score], 4);
        expect(found('down', score, 3, c)).toBeCloseTo(channel(c)[score], 4);
      }
      for (const h of [0, 1]) {
        expect(found('q', score, 8 * h + 7, 0)).toBeCloseTo(head(h)[score], 4);
        for (const name of ['k', 'v'] as const)
          expect(found(name, score, 4 * h + 3, 0)).toBeCloseTo(head(h)[score], 4);
        expect(found('o', score, 2, 8 * h)).toBeCloseTo(head(h)[score], 4);
      }
    }
  });

  it('rounds the units that stay, halves up', () => {
    // Of four heads 0.625 leaves 1.5, of 32 channels 0.36 leaves 20.48.
    const kept = (name: MatrixName, sparsity: number): number =>
      rowsKept(run(structured, of(name), { sparsity }, model).mask).length;
    expect(kept('q', 0.625) / 4).toBe(2);
    expect(kept('gate', 0.36)).toBe(20);
    expect(kept('gate', 0.35)).toBe(21);
  });

  it('costs an addition per weight that is scored, and with norms their making', () => {
    const flops = (score: string) => run(structured, of('up'), { score }, model).estimationFlops;
    expect(flops('magnitude')).toBe(3 * 16 * 32);
    // Squares and sums of 24 tokens of 32 inputs; a product and an addition for each weight of down.
    expect(flops('activation')).toBe(2 * 24 * 32 + 2 * 16 * 32);
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

  it('gives the same attention masked and really sliced', () => {
    const mask = (name: MatrixName): Mask =>
      run(structured, of(name), { sparsity: 0.5 }, model).mask;
    const dims = rowsKept(mask('q'));
    const heads = [...new Set(dims.map((dim) => Math.floor(dim / 4)))];
    expect(heads).toHaveLength(2);
    const masked = (name: MatrixName): Matrix => {
      const each = of(name);
      const after = weightsAfter(each, run(structured, each, { sparsity: 0.5 }, model));
      return matrix(each.out, each.in, after);
    };
    const sliced = (name: MatrixName): Matrix =>
      name === 'o' ? takeCols(of(name).weight, dims) : takeRows(of(name).weight, dims);
    const x = randomInputs(createRandom('attention'), 9, GEOMETRY.hidden);
    const attend = (from: (name: MatrixName) => Matrix): Float32Array => {
      const [q, k, v] = (['q', 'k', 'v'] as const).map((name) =>
        kernels.products(x, from(name), 1),
      ) as [Matrix, Matrix, Matrix];
      const mixed = matrix(x.rows, q.cols);
      for (let head = 0; head < q.cols / 4; head++) {
        for (let t = 0; t < x.rows; t++) {
          const scores = Array.from({ length: t + 1 }, (_, s) => {
            let dot = 0;
            for (let c = 4 * head; c < 4 * head + 4; c++)
              dot += q.data[t * q.cols + c]! * k.data[s * k.cols + c]!;
            return Math.exp(dot / 2);
          });
          const total = scores.reduce((a, b) => a + b, 0);
          for (let c = 4 * head; c < 4 * head + 4; c++) {
            mixed.data[t * q.cols + c] = scores.reduce(
              (sum, score, s) => sum + (score / total) * v.data[s * v.cols + c]!,
              0,
            );
          }
        }
      }
      return kernels.products(mixed, from('o'), 1).data;
    };
    const [whole, small] = [attend(masked), attend(sliced)];
    const largest = Math.max(...whole.map(Math.abs));
    for (const [p, y] of whole.entries())
      expect(Math.abs(y - small[p]!)).toBeLessThan(1e-6 * Math.max(1, largest));
  });

  it('leaves nothing of a dropped head in what o adds', () => {
    const mixed = randomInputs(createRandom('dropped'), 6, GEOMETRY.hidden);
    const o = of('o');
    const selection = run(structured, o, { sparsity: 0.5 }, model);
    const dims = colsKept(selection.mask);
    const silenced = matrix(
      mixed.rows,
      mixed.cols,
      mixed.data.map((x, p) => (dims.includes(p % mixed.cols) ? x : 1e3)),
    );
    const after = matrix(o.out, o.in, weightsAfter(o, selection));
    const [plain, changed] = [mixed, silenced].map((x) => kernels.products(x, after, 1).data);
    expect(dims).toHaveLength(8);
    expect(changed).toEqual(plain);
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
