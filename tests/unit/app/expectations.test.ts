import { describe, expect, it } from 'vitest';
import { trialsFor, verdictsOn, type LossOf } from '../../../src/views/weights/expectations.ts';

const METHODS = ['magnitude', 'random', 'ria', 'sparsegpt', 'wanda'];

/** Losses by method at 50 % and 60 %, patterns one and two nats above. */
const BASE: Readonly<Record<string, number>> = {
  sparsegpt: 1,
  wanda: 2,
  ria: 3,
  magnitude: 4,
  random: 9,
};
const asHoped: LossOf = (method, budget, pattern) => {
  if (budget === 1) return 0;
  const base = BASE[method]! + (budget === 0.4 ? 0.5 : 0);
  return base + (pattern === '4:8' ? 1 : pattern === '2:4' ? 2 : 0);
};
const upper = (method: string): string => method.toUpperCase();

describe('expectations', () => {
  it('measure every number that the verdicts read', () => {
    const measured = new Set(
      trialsFor(METHODS).flatMap(({ method, set, budgets }) =>
        budgets.map((budget) => `${method} ${budget} ${String(set['pattern'] ?? '')}`),
      ),
    );
    const read = new Set<string>();
    verdictsOn(
      METHODS,
      (method, budget, pattern = '') => {
        read.add(`${method} ${budget} ${pattern}`);
        return asHoped(method, budget, pattern || undefined);
      },
      upper,
    );
    expect([...read].sort()).toEqual([...measured].sort());
  });

  it('hold where the numbers are in order', () => {
    const verdicts = verdictsOn(METHODS, asHoped, upper);
    expect(verdicts.map(({ holds }) => holds)).toEqual(verdicts.map(() => true));
    expect(verdicts[0]).toEqual({
      title: 'At 50 %, Wanda loses less than magnitude.',
      holds: true,
      detail: 'WANDA +2.000, MAGNITUDE +4.000',
    });
  });

  it.each([
    ['magnitude better than Wanda', 'magnitude', 0.5, undefined, 1.5, 'At 50 %, Wanda'],
    ['Wanda better than SparseGPT', 'sparsegpt', 0.4, undefined, 2.6, 'At 60 %, SparseGPT'],
    ['a narrow pattern better', 'ria', 0.5, '2:4', 3.5, 'At 50 % by RIA'],
    ['something worse than random', 'ria', 0.4, undefined, 10, 'At 60 %, a random'],
    ['a method that moves the dense model', 'wanda', 1, undefined, 1e-7, 'At 0 %'],
  ] as const)('tells apart: %s', (_, method, budget, pattern, value, title) => {
    const loss: LossOf = (...of) =>
      of[0] === method && of[1] === budget && of[2] === pattern ? value : asHoped(...of);
    const broken = verdictsOn(METHODS, loss, (id) => (id === 'ria' ? 'RIA' : upper(id))).filter(
      ({ holds }) => !holds,
    );
    expect(broken.map((verdict) => verdict.title.startsWith(title))).toEqual([true]);
  });

  it('names what loses more than random', () => {
    const loss: LossOf = (method, budget, pattern) =>
      method === 'ria' && budget === 0.5 && !pattern ? 12 : asHoped(method, budget, pattern);
    const told = verdictsOn(METHODS, loss, upper).find(({ title }) =>
      title.startsWith('At 50 %, a random'),
    );
    expect(told).toMatchObject({ holds: false, detail: 'RANDOM +9.000, RIA +12.000' });
  });
});
