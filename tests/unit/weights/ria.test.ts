// What RIA promises beyond what holds for all methods.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src/core/tensor.ts';
import { columnDensity } from '../../../src/methods/weights/_stages.ts';
import { methodOf, randomModel, run } from './harness.ts';

const ria = methodOf('ria');
const subjects = fc
  .tuple(fc.nat({ max: 20 }), fc.nat({ max: 13 }))
  .map(([seed, at]) => randomModel(seed).matrices[at]!);
describe('ria', () => {
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
