// SparseGPT against a plain transcription of its algorithm, and what it promises.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRows } from '../../../src/core/mask/ops.ts';
import { createRandom } from '../../../src/core/random.ts';
import { matrix, type Matrix } from '../../../src/core/tensor.ts';
import type { LayerInputs, WeightMatrix } from '../../../src/methods/weights.ts';
import { factorOf, upperRoot } from '../../../src/methods/weights/_shared/factor.ts';
import { inputsFrom, weightFrom } from '../../../src/methods/weights/_shared/facts.ts';
import { inputsOf, methodOf, outputError, randomInputs, run, weightsAfter } from './harness.ts';

const sparsegpt = methodOf('sparsegpt');

function layer(seed: number, rows: number, cols: number, tokens = 4 * cols) {
  const random = createRandom(`sparsegpt ${seed}`);
  const x = randomInputs(random, tokens + 64, cols);
  const part = (from: number, to: number): Matrix =>
    matrix(to - from, cols, x.data.subarray(from * cols, to * cols));
  const weight = matrix(rows, cols);
  for (let p = 0; p < weight.data.length; p++) weight.data[p] = random.normal();
  const subject: WeightMatrix = {
    ...{ out: rows, in: cols, layers: 1, heads: 1, kvHeads: 1, layer: 0, name: 'down', weight },
    inputs: inputsOf([part(0, tokens)]),
  };
  return { subject, heldOut: part(tokens, tokens + 64) };
}

/** Gauss–Jordan. */
function inverse(h: readonly (readonly number[])[]): number[][] {
  const n = h.length;
  const a = h.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let c = 0; c < n; c++) {
    const pivot = a[c]![c]!;
    a[c] = a[c]!.map((v) => v / pivot);
    for (let r = 0; r < n; r++) {
      const factor = a[r]![c]!;
      if (r !== c) a[r] = a[r]!.map((v, j) => v - factor * a[c]![j]!);
    }
  }
  return a.map((row) => row.slice(n));
}

/** Upper U with a = UᵀU, row by row. */
function upperCholesky(a: readonly (readonly number[])[]): number[][] {
  const n = a.length;
  const u = a.map(() => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      let sum = a[i]![j]!;
      for (let k = 0; k < i; k++) sum -= u[k]![i]! * u[k]![j]!;
      u[i]![j] = i === j ? Math.sqrt(sum) : sum / u[i]![i]!;
    }
  }
  return u;
}

/** As the repository has it: a block's errors reach the later columns after the block is done. */
function reference(
  { weight, inputs }: WeightMatrix,
  sparsity: number,
  block: number,
  nm?: [number, number],
) {
  const { rows, cols } = weight;
  const flat = (inputs as LayerInputs).hessian();
  const h = Array.from({ length: cols }, (_, i) => [...flat.slice(i * cols, (i + 1) * cols)]);
  const mean = h.reduce((sum, row, i) => sum + row[i]!, 0) / cols;
  h.forEach((row, i) => (row[i]! += 0.01 * mean));
  const u = upperCholesky(inverse(h));
  const w = Array.from({ length: rows }, (_, i) => [
    ...weight.data.slice(i * cols, (i + 1) * cols),
  ]);
  for (let i1 = 0; i1 < cols; i1 += block) {
    const i2 = Math.min(cols, i1 + block);
    const w1 = w.map((row) => row.slice(i1, i2));
    const errors = w1.map((row) => row.map(() => 0));
    const score = (r: number, i: number) => Math.fround((w1[r]![i]! / u[i1 + i]![i1 + i]!) ** 2);
    const all = w1.flatMap((row, r) => row.map((_, i) => score(r, i))).sort((a, b) => a - b);
    const threshold = all[Math.floor(all.length * sparsity)]!;
    const gone = w1.map((row, r) => row.map((_, i) => !nm && score(r, i) <= threshold));
    for (let i = 0; i < i2 - i1; i++) {
      if (nm && i % nm[1] === 0) {
        for (let r = 0; r < rows; r++) {
          const order = Array.from({ length: nm[1] }, (_, c) => i + c).sort(
            (a, b) => score(r, a) - score(r, b) || a - b,
          );
          for (const c of order.slice(0, nm[1] - nm[0])) gone[r]![c] = true;
        }
      }
      for (let r = 0; r < rows; r++) {
        const q = gone[r]![i] ? 0 : w1[r]![i]!;
        const e = (w1[r]![i]! - q) / u[i1 + i]![i1 + i]!;
        for (let j = i; j < i2 - i1; j++) w1[r]![j]! -= e * u[i1 + i]![i1 + j]!;
        w1[r]![i] = q;
        errors[r]![i] = e;
      }
    }
    for (let r = 0; r < rows; r++) {
      for (let i = i1; i < i2; i++) w[r]![i] = w1[r]![i - i1]!;
      for (let j = i2; j < cols; j++) {
        for (let i = i1; i < i2; i++) w[r]![j]! -= errors[r]![i - i1]! * u[i]![j]!;
      }
    }
  }
  return w.flat();
}

describe('sparsegpt', () => {
  it('factors the inverse Hessian: UᵀU·H = 1', () => {
    for (const seed of [1, 2]) {
      const { subject } = layer(seed, 1, 12);
      const inputs = subject.inputs as LayerInputs;
      const { upper, size } = factorOf(inputs, 0);
      const h = inputs.hessian();
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < i; j++) expect(upper[i * size + j]).toBe(0);
        for (let j = 0; j < size; j++) {
          let product = 0;
          for (let k = 0; k < size; k++) {
            let left = 0;
            for (let m = 0; m < size; m++) left += upper[m * size + i]! * upper[m * size + k]!;
            product += left * h[k * size + j]!;
          }
          expect(product).toBeCloseTo(i === j ? 1 : 0, 5);
        }
      }
    }
  });

  it.each([
    ['unstructured', 0.5, 8],
    ['unstructured', 0.7, 5],
    ['unstructured', 0.3, 64],
    ['2:4', 0.5, 8],
    ['4:8', 0.5, 16],
  ] as const)(
    'does what the plain transcription does: %s, %d, blocks of %d',
    (pattern, sparsity, blockSize) => {
      const nm =
        pattern === 'unstructured'
          ? undefined
          : (pattern.split(':').map(Number) as [number, number]);
      for (let seed = 0; seed < 5; seed++) {
        const { subject } = layer(seed, 6, 24);
        const { weight } = run(sparsegpt, subject, { pattern, sparsity, blockSize });
        const expected = reference(subject, sparsity, blockSize, nm);
        for (const [p, w] of expected.entries()) expect(weight![p]).toBeCloseTo(w, 4);
      }
    },
  );

  it('drops at least one weight in every block of columns', () => {
    fc.assert(
      fc.property(fc.nat({ max: 8 }), fc.constantFrom(0.01, 0.2, 0.5), (seed, sparsity) => {
        const { mask } = run(sparsegpt, layer(seed, 3, 16).subject, { sparsity, blockSize: 4 });
        for (let from = 0; from < 16; from += 4) {
          let kept = 0;
          for (let row = 0; row < 3; row++) {
            for (let col = from; col < from + 4; col++) kept += mask.has(row, col) ? 1 : 0;
          }
          expect(kept).toBe(12 - Math.floor(12 * sparsity) - 1);
        }
      }),
    );
  });

  it('raises a block to whole groups, and says so', () => {
    const { subject } = layer(2, 3, 16);
    const of = (blockSize: number) => run(sparsegpt, subject, { pattern: '2:4', blockSize });
    expect(of(6).warnings).toEqual(['the block of 6 columns was raised to 8, whole groups']);
    expect(of(1).warnings).toEqual(['the block of 1 column was raised to 4, whole groups']);
    expect(of(8).warnings).toEqual([]);
    // A mask of groups is chosen group by group, so that the block only orders the arithmetic.
    expect(toRows(of(6).mask)).toEqual(toRows(of(8).mask));
  });

  it('never changes a column again that it has passed', () => {
    // What is kept of the first column, and nothing else, is known before any compensation.
    fc.assert(
      fc.property(fc.nat({ max: 20 }), fc.constantFrom(1, 4, 16), (seed, blockSize) => {
        const { subject } = layer(seed, 5, 16);
        const { mask, weight } = run(sparsegpt, subject, { blockSize });
        let [kept, moved] = [0, 0];
        for (let row = 0; row < 5; row++) {
          const before = subject.weight.data.subarray(row * 16, (row + 1) * 16);
          const after = weight!.subarray(row * 16, (row + 1) * 16);
          let lost = false;
          before.forEach((w, j) => {
            if (!mask.has(row, j)) lost = true;
            else if (!lost) expect(after[j]).toBe(w);
            else if (after[j] !== w) moved++;
            if (mask.has(row, j)) kept++;
          });
        }
        expect(moved).toBeGreaterThan(kept / 4);
      }),
    );
  });

  it('takes dead inputs at 1 into the mean that damps, and drops their weights', () => {
    // diag(H) = 2, 1 in place of 0, 18, 8; a hundredth of their mean is added to each.
    const subject = weightFrom([[3, 9, 1, 1]], { inputs: inputsFrom({ l2: [1, 0, 3, 2] }) });
    const { upper, dead } = factorOf(subject.inputs as LayerInputs, 0.01);
    const damping = (0.01 * (2 + 1 + 18 + 8)) / 4;
    expect([...dead]).toEqual([0, 1, 0, 0]);
    [2, 1, 18, 8].forEach((h, j) => expect(upper[5 * j]).toBeCloseTo((h + damping) ** -0.5, 12));
    const { mask, weight } = run(sparsegpt, subject, { sparsity: 0.25 });
    expect(toRows(mask)).toEqual(['#.#.']);
    expect([...weight!]).toEqual([3, 0, 1, 0]);
  });

  it('changes no kept weight where inputs are independent', () => {
    fc.assert(
      fc.property(fc.nat({ max: 20 }), (seed) => {
        const { subject } = layer(seed, 4, 16, 1);
        const l2 = Array.from(subject.inputs!.l2, (x) => x + 0.1);
        const apart = { ...subject, inputs: inputsFrom({ l2 }) };
        const { mask, weight } = run(sparsegpt, apart, {});
        subject.weight.data.forEach((w, p) => {
          expect(weight![p]).toBe(mask.has(Math.floor(p / 16), p % 16) ? w : 0);
        });
      }),
    );
  });

  it.each([0.5, 0.6, 0.7, 0.8])('loses less than Wanda on held-out tokens at %d', (sparsity) => {
    const { subject, heldOut } = layer(9, 48, 96, 768);
    const [own, wanda] = [sparsegpt, methodOf('wanda')].map((method) =>
      outputError(
        heldOut,
        subject.weight,
        weightsAfter(subject, run(method, subject, { sparsity })),
      ),
    ) as [number, number];
    expect(own).toBeLessThan(wanda);
  });

  it('does not ask for more tokens where inputs are no numbers', () => {
    for (const value of [NaN, Infinity]) {
      const hessian = Float64Array.of(1, 0, 0, value);
      expect(() => upperRoot(hessian, 2)).toThrow(`Hessian holds ${value}: inputs overflow`);
    }
  });

  it('refuses a singular Hessian without damping', () => {
    const { subject } = layer(3, 4, 32, 8);
    expect(() => run(sparsegpt, subject, { damping: 0 })).toThrow(/singular.*damping/);
    expect(run(sparsegpt, subject, {}).weight).toHaveLength(4 * 32);
  });
});
