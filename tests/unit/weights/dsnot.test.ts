// DSnoT swaps weights; what it must not touch, and what must fall.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mask } from '../../../src/core/mask/mask.ts';
import { toRows } from '../../../src/core/mask/ops.ts';
import { createRandom } from '../../../src/core/random.ts';
import { matrix } from '../../../src/core/tensor.ts';
import { inputsFrom, weightFrom } from '../../../src/methods/weights/_shared/facts.ts';
import type { WeightMatrix } from '../../../src/methods/weights.ts';
import {
  inputsOf,
  methodOf,
  outputError,
  randomInputs,
  randomModel,
  run,
  tiedMatrix,
  weightsAfter,
} from './harness.ts';

const dsnot = methodOf('dsnot');
const subjects = fc
  .tuple(fc.nat({ max: 20 }), fc.nat({ max: 13 }))
  .map(([seed, at]) => randomModel(seed).matrices[at]!);
const initials = fc.constantFrom('wanda', 'magnitude', 'sparsegpt');
const shares = fc.integer({ min: 5, max: 95 }).map((percent) => percent / 100);

/** What the dropped weights of a row would have added on average. */
function residual({ weight, inputs }: WeightMatrix, mask: Mask, row: number): number {
  let sum = 0;
  for (let j = 0; j < weight.cols; j++) {
    if (!mask.has(row, j)) sum += weight.data[row * weight.cols + j]! * inputs!.sum[j]!;
  }
  return sum;
}

interface Case {
  readonly subject: WeightMatrix;
  readonly power: number;
  readonly sameSign: boolean;
  readonly cycles: number;
  /** Per sequence of 2,048 tokens. */
  readonly threshold: number;
  readonly initial: 'wanda' | 'magnitude';
  /** Kept and all of a group; null for unstructured. */
  readonly groups: readonly [n: number, m: number] | null;
  readonly gone: number;
}

/** The masks of all rows, one row after the other, by lists sorted once and pointers into them. */
function transcribed(given: Case): string[] {
  const { weight, inputs } = given.subject;
  const { cols, data } = weight;
  const { l2, sum, variance, tokens, sequences } = inputs!;
  const threshold = (given.threshold * tokens) / sequences / 2048;
  return Array.from({ length: weight.rows }, (_, r) => {
    const w = [...data.subarray(r * cols, (r + 1) * cols)];
    const part = w.map((x, j) => x * sum[j]!);
    const wanda = w.map((x, j) => Math.fround(Math.abs(x) * l2[j]!));
    const initial = given.initial === 'wanda' ? wanda : w.map((x) => Math.abs(x));
    const ascending = (
      values: readonly number[],
      of: readonly number[] = [...w.keys()],
    ): number[] => [...of].sort((a, b) => values[a]! - values[b]! || a - b);
    const keep = w.map(() => true);
    if (given.groups) {
      const [n, m] = given.groups;
      for (let from = 0; from < cols; from += m) {
        const group = Array.from({ length: m }, (_, at) => from + at);
        for (const j of ascending(initial, group).slice(0, m - n)) keep[j] = false;
      }
    } else {
      for (const j of ascending(initial).slice(0, given.gone)) keep[j] = false;
    }
    const gain = part.map((d, j) => (keep[j] ? 0 : d / variance[j]! ** given.power));
    const list = ascending(gain);
    let [low, high] = [0, cols - 1];
    const start = [...keep];
    const negative = ascending(wanda).filter((j) => start[j] && part[j]! < 0);
    const positive = ascending(wanda).filter((j) => start[j] && part[j]! > 0);
    let residual = part.filter((_, j) => !keep[j]).reduce((a, b) => a + b, 0);
    const sign = Math.sign(residual);
    const grown = new Set<number>();
    for (let cycle = 0; cycle < given.cycles; cycle++) {
      if (Math.abs(residual) <= threshold) break;
      const a = residual > 0 ? list[high--]! : list[low++]!;
      if (gain[a] === 0) break;
      const [, m] = given.groups ?? [0, 0];
      const own = Array.from({ length: m }, (_, at) => a - (a % m) + at);
      const b = given.groups
        ? ascending(initial, own).find((j) => keep[j] && !grown.has(j))
        : (residual > 0 ? negative : positive).shift();
      if (b === undefined) break;
      const after = residual + part[b]! - part[a]!;
      if ((given.sameSign || given.groups) && Math.sign(after) !== sign) break;
      [keep[a], keep[b], residual] = [true, false, after];
      grown.add(a);
    }
    return keep.map((kept) => (kept ? '#' : '.')).join('');
  });
}

/** Whole weights, sums and norms: full of ties, and every sum exact. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    seed: fc.nat({ max: 40 }),
    power: fc.constantFrom(0, 1, 2),
    sameSign: fc.boolean(),
    cycles: fc.nat({ max: 12 }),
    threshold: fc.constantFrom(0, 1, 3),
    initial: fc.constantFrom('wanda', 'magnitude'),
    groups: fc.constantFrom(null, null, [2, 4] as const, [4, 8] as const),
    gone: fc.integer({ min: 2, max: 12 }),
    sum: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 16, maxLength: 16 }),
    variance: fc.array(fc.constantFrom(1, 2, 4), { minLength: 16, maxLength: 16 }),
    l2: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 16, maxLength: 16 }),
  })
  .map(({ seed, sum, variance, l2, ...rest }) => ({
    ...rest,
    subject: weightFrom(tiedMatrix(seed, 4, 16), {
      inputs: { ...inputsFrom({ l2, sum, variance, tokens: 4096 }), sequences: 2 },
    }),
  }));

describe('dsnot', () => {
  it('does what a plain transcription with sorted lists and pointers does', () => {
    let [swapped, turned] = [0, 0];
    fc.assert(
      fc.property(cases, (given) => {
        const { subject, groups, gone, ...params } = given;
        const { mask, history } = run(dsnot, subject, {
          ...params,
          ...(groups ? { pattern: groups.join(':') } : { sparsity: (gone + 0.5) / 16 }),
        });
        const expected = transcribed(given);
        expect(toRows(mask)).toEqual(expected);
        if (toRows(history![0]!.mask).join() !== expected.join()) swapped++;
        if (!given.sameSign && !groups) {
          turned += expected.join() === transcribed({ ...given, sameSign: true }).join() ? 0 : 1;
        }
      }),
      { numRuns: 400 },
    );
    expect(swapped).toBeGreaterThan(200);
    expect(turned).toBeGreaterThan(20);
  });

  it('starts from SparseGPT’s scores where asked, with inputs that never fire at 0', () => {
    // H = diag(2·l2²) and its mean diagonal of 0.01 added, where the dead input stands with 1.
    const l2 = [1, 0, 3, 2];
    const subject = weightFrom([[3, 9, 1, 1]], { inputs: inputsFrom({ l2 }) });
    const { scores, history, estimationFlops } = run(dsnot, subject, { initial: 'sparsegpt' });
    const damping = (0.01 * (2 + 1 + 18 + 8)) / 4;
    const expected = [9 * (2 + damping), 0, 18 + damping, 8 + damping];
    [...scores!().data].forEach((score, j) => expect(score).toBeCloseTo(expected[j]!, 4));
    // 9·2 = 18 and 18 are the largest, damping counts nine times for the first.
    expect(toRows(history![0]!.mask)).toEqual(['#.#.']);
    const cheap = run(dsnot, subject, {}).estimationFlops;
    // H of one token, and its factor.
    expect(estimationFlops - cheap).toBeCloseTo(2 * 16 + (2 / 3) * 64, 9);
  });

  it('never raises the size of a residual nor turns its sign, with the rule', () => {
    let fell = 0;
    fc.assert(
      fc.property(
        subjects,
        initials,
        shares,
        fc.nat({ max: 50 }),
        (subject, initial, sparsity, cycles) => {
          const { history } = run(dsnot, subject, { initial, sparsity, cycles });
          const [before, after] = history!.map(({ mask }) => mask) as [Mask, Mask];
          for (let row = 0; row < subject.out; row++) {
            const [old, now] = [residual(subject, before, row), residual(subject, after, row)];
            expect(Math.abs(now)).toBeLessThanOrEqual(Math.abs(old) + 1e-9);
            if (Math.abs(now) < Math.abs(old)) fell++;
            if (now !== old) expect(Math.sign(now)).toBe(Math.sign(old));
          }
        },
      ),
    );
    expect(fell).toBeGreaterThan(100);
  });

  it('keeps the count of every output, whatever the rule', () => {
    fc.assert(
      fc.property(
        subjects,
        initials,
        shares,
        fc.boolean(),
        (subject, initial, sparsity, sameSign) => {
          const { mask } = run(dsnot, subject, { initial, sparsity, sameSign, cycles: 50 });
          const kept = subject.in - Math.floor(subject.in * sparsity);
          for (let row = 0; row < mask.rows; row++) expect(mask.rowCount(row)).toBe(kept);
        },
      ),
    );
  });

  it('keeps the count of every group', () => {
    fc.assert(
      fc.property(
        subjects,
        initials,
        fc.constantFrom('2:4', '4:8', '1:4'),
        (subject, initial, pattern) => {
          const [n, m] = pattern.split(':').map(Number) as [number, number];
          const { mask } = run(dsnot, subject, { initial, pattern, cycles: 50, threshold: 0 });
          for (let row = 0; row < mask.rows; row++) {
            for (let from = 0; from < mask.cols; from += m) {
              let kept = 0;
              for (let j = from; j < from + m; j++) if (mask.has(row, j)) kept++;
              expect(kept).toBe(n);
            }
          }
        },
      ),
    );
  });

  it('is the initial method without cycles, and in feed-forward matrices that are left alone', () => {
    for (const subject of randomModel(4).matrices) {
      const wanda = toRows(run(methodOf('wanda'), subject, { sparsity: 0.6 }).mask);
      expect(toRows(run(dsnot, subject, { sparsity: 0.6, cycles: 0 }).mask)).toEqual(wanda);
      if (!['gate', 'up', 'down'].includes(subject.name)) continue;
      const { mask } = run(dsnot, subject, { sparsity: 0.6, layers: 'attention' });
      expect(toRows(mask)).toEqual(wanda);
    }
  });

  it('swaps at most once per cycle and output', () => {
    fc.assert(
      fc.property(subjects, fc.nat({ max: 4 }), (subject, cycles) => {
        const { history } = run(dsnot, subject, { cycles, threshold: 0 });
        const [before, after] = history!.map(({ mask }) => mask) as [Mask, Mask];
        for (let row = 0; row < subject.out; row++) {
          let grown = 0;
          for (let j = 0; j < subject.in; j++) {
            if (after.has(row, j) && !before.has(row, j)) grown++;
          }
          expect(grown).toBeLessThanOrEqual(cycles);
        }
      }),
    );
  });
});

describe('on inputs with a mean, 192 wide', () => {
  const random = createRandom('dsnot error');
  const [tokens, size] = [1024, 192];
  const all = randomInputs(random, tokens + 512, size);
  const part = (from: number, to: number) =>
    matrix(to - from, size, all.data.subarray(from * size, to * size));
  const weight = matrix(96, size);
  for (let p = 0; p < weight.data.length; p++) weight.data[p] = random.normal();
  const sequences = Array.from({ length: 8 }, (_, s) => part(128 * s, 128 * (s + 1)));
  const subject: WeightMatrix = {
    ...{ out: 96, in: size, layers: 1, heads: 1, kvHeads: 1, layer: 0, name: 'q', weight },
    inputs: inputsOf(sequences),
  };
  const errorOf = (id: string, params: object) =>
    outputError(
      part(tokens, tokens + 512),
      weight,
      weightsAfter(subject, run(methodOf(id), subject, params)),
    );

  it.each([0.6, 0.7])('loses less than Wanda with the rule, more without it at %d', (sparsity) => {
    const wanda = errorOf('wanda', { sparsity });
    expect(errorOf('dsnot', { sparsity })).toBeLessThan(wanda);
    const chased = errorOf('dsnot', { sparsity, sameSign: false, cycles: 50 });
    expect(chased).toBeGreaterThan(wanda);
  });
});
