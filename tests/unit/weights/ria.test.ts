// What RIA promises beyond what holds for all methods.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRows } from '../../../src/core/mask/ops.ts';
import { matrix } from '../../../src/core/tensor.ts';
import type { WeightMatrix } from '../../../src/methods/weights.ts';
import { inputsFrom, weightFrom } from '../../../src/methods/weights/_shared/facts.ts';
import { columnDensity } from '../../../src/methods/weights/_shared/stages.ts';
import { methodOf, randomModel, run, tiedMatrix } from './harness.ts';

const ria = methodOf('ria');
const subjects = fc
  .tuple(fc.nat({ max: 20 }), fc.nat({ max: 13 }))
  .map(([seed, at]) => randomModel(seed).matrices[at]!);

/** By the formula, rounded to single precision; a weight of 0 scores 0. */
function scoresOf({ weight, inputs }: WeightMatrix, power: number): number[] {
  const { rows, cols, data } = weight;
  const size = (i: number, j: number): number => Math.abs(data[i * cols + j]!);
  const sum = (count: number, of: (k: number) => number): number =>
    Array.from({ length: count }, (_, k) => of(k)).reduce((a, b) => a + b, 0);
  const inputSums = Array.from({ length: cols }, (_, j) => sum(rows, (k) => size(k, j)));
  const outputSums = Array.from({ length: rows }, (_, i) => sum(cols, (k) => size(i, k)));
  return Array.from(data, (_, p) => {
    const [i, j] = [Math.floor(p / cols), p % cols];
    if (size(i, j) === 0) return 0;
    const ofInput = size(i, j) / inputSums[j]!;
    const ofOutput = size(i, j) / outputSums[i]!;
    return Math.fround((ofInput + ofOutput) * inputs!.l2[j]! ** power);
  });
}

const either = fc.oneof(
  subjects,
  fc
    .nat({ max: 30 })
    .map((seed) =>
      weightFrom(tiedMatrix(seed, 5, 8), { inputs: inputsFrom({ l2: [1, 4, 1, 0, 9, 1, 4, 1] }) }),
    ),
);
const picture = (keep: readonly boolean[], cols: number): string[] =>
  Array.from({ length: keep.length / cols }, (_, i) =>
    keep
      .slice(i * cols, (i + 1) * cols)
      .map((kept) => (kept ? '#' : '.'))
      .join(''),
  );

describe('ria', () => {
  it('cuts its formula at one threshold of the matrix, or at a count in each output', () => {
    fc.assert(
      fc.property(
        either,
        fc.integer({ min: 1, max: 99 }),
        fc.constantFrom(0, 0.5, 1),
        fc.constantFrom('matrix', 'row'),
        (subject, percent, power, scope) => {
          const sparsity = percent / 100;
          const scores = scoresOf(subject, power);
          const cols = subject.in;
          const threshold = [...scores].sort((a, b) => a - b)[
            Math.floor(scores.length * sparsity)
          ]!;
          const expected = scores.map((score) => score > threshold);
          for (let start = 0; scope === 'row' && start < scores.length; start += cols) {
            const row = scores.slice(start, start + cols);
            const order = [...row.keys()].sort((a, b) => row[a]! - row[b]! || a - b);
            order.forEach((j, rank) => {
              expected[start + j] = rank >= Math.floor(cols * sparsity);
            });
          }
          const { mask } = run(ria, subject, { sparsity, power, scope });
          expect(toRows(mask)).toEqual(picture(expected, cols));
        },
      ),
    );
  });

  it('deals inputs from weak to strong, slot by slot, every other slot backwards', () => {
    fc.assert(
      fc.property(either, fc.constantFrom('2:4', '4:8', '1:4', '1:2'), (subject, pattern) => {
        const [n, m] = pattern.split(':').map(Number) as [number, number];
        const scores = scoresOf(subject, 0.5);
        const cols = subject.in;
        const sums = Array.from({ length: cols }, (_, j) =>
          scores.filter((_, p) => p % cols === j).reduce((a, b) => a + b, 0),
        );
        const groups: number[][] = Array.from({ length: cols / m }, () => []);
        const ascending = [...sums.keys()].sort((a, b) => sums[a]! - sums[b]! || a - b);
        for (let slot = 0; slot < m; slot++) {
          const hand = ascending.slice(slot * groups.length, (slot + 1) * groups.length);
          if (slot % 2 === 1) hand.reverse();
          hand.forEach((input, group) => groups[group]!.push(input));
        }
        const keep = scores.map(() => true);
        for (let i = 0; i < subject.out; i++) {
          for (const group of groups) {
            const places = group.map((j) => i * cols + j);
            // Equals go in the order in which they were dealt.
            const weakest = [...places.keys()]
              .sort((a, b) => scores[places[a]!]! - scores[places[b]!]! || a - b)
              .slice(0, m - n);
            for (const at of weakest) keep[places[at]!] = false;
          }
        }
        const { mask, contest } = run(ria, subject, { pattern, deal: true });
        expect(contest).toMatchObject({ among: 'group', order: Uint32Array.from(groups.flat()) });
        expect(toRows(mask)).toEqual(picture(keep, cols));
      }),
    );
  });

  it('keeps inputs alive whose weights are all tiny, where Wanda empties them', () => {
    let [wanda, ria, cases] = [0, 0, 0];
    for (let seed = 0; seed < 4; seed++) {
      for (const subject of randomModel(seed).matrices.filter(
        ({ out, in: size }) => out === size,
      )) {
        const { rows, cols, data } = subject.weight;
        const inputs = { ...subject.inputs!, l2: new Float32Array(cols).fill(1) };
        for (let column = 0; column < cols; column++) {
          const shrunk = data.map((w, p) => (p % cols === column ? w * 1e-3 : w));
          const faint = { ...subject, inputs, weight: matrix(rows, cols, shrunk) };
          const alive = (id: string): number =>
            columnDensity(run(methodOf(id), faint, { sparsity: 0.5 }).mask)[column]! > 0 ? 1 : 0;
          wanda += alive('wanda');
          ria += alive('ria');
          cases++;
        }
      }
    }
    expect(wanda).toBe(0);
    // A column whose weights are all alike may still fall short of the threshold.
    expect(ria / cases).toBeGreaterThan(0.9);
  });

  it('deals every input once and keeps N of each dealt group', () => {
    fc.assert(
      fc.property(subjects, fc.constantFrom('2:4', '4:8', '1:4'), (subject, pattern) => {
        const { contest, mask } = run(ria, subject, { pattern, deal: true });
        if (contest.among !== 'group' || !contest.order) throw new Error('no groups were dealt');
        expect([...contest.order].sort((a, b) => a - b)).toEqual([...Array(subject.in).keys()]);
        const [n, m] = pattern.split(':').map(Number) as [number, number];
        for (let row = 0; row < mask.rows; row++) {
          for (let group = 0; group < subject.in; group += m) {
            const kept = [...contest.order.slice(group, group + m)].filter((j) => mask.has(row, j));
            expect(kept).toHaveLength(n);
          }
        }
      }),
    );
  });

  it('deals inputs of equal sums in their own order', () => {
    // Groups {0, 3} and {1, 2}; of equals the first goes.
    const even = weightFrom([[1, 1, 1, 1]], { inputs: inputsFrom({ l2: [1, 1, 1, 1] }) });
    const { contest, mask } = run(ria, even, { pattern: '1:2', deal: true });
    expect(contest).toMatchObject({ order: Uint32Array.of(0, 3, 1, 2) });
    expect(toRows(mask)).toEqual(['..##']);
  });

  it('loses no more of the scores when inputs are dealt anew, on average', () => {
    let [plain, dealt] = [0, 0];
    for (let seed = 0; seed < 20; seed++) {
      for (const subject of randomModel(seed).matrices) {
        const lost = (deal: boolean) => {
          const { scores, mask } = run(ria, subject, { pattern: '2:4', deal });
          const { data, cols } = scores!();
          return data.reduce(
            (sum, s, p) => sum + (mask.has(Math.floor(p / cols), p % cols) ? 0 : s),
            0,
          );
        };
        plain += lost(false);
        dealt += lost(true);
      }
    }
    expect(dealt).toBeLessThan(plain);
  });
});
