import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  comparable,
  inDomain,
  methodSpec,
  MOST_PANELS,
  panelIds,
  sparsityOf,
  withoutMethod,
} from '../../../src/kit/compare/panels.ts';
import { usualOf } from '../../../src/core/card.ts';
import { PLAIN_VIEW, type FigureSpec } from '../../../src/core/spec.ts';
import { card as attention } from '../../../src/domains/attention/card.ts';
import { card as weights } from '../../../src/domains/weights/card.ts';

const SPEC: FigureSpec = {
  ...usualOf(weights),
  method: 'wanda',
  compare: ['n-m', 'wanda', 'magnitude'],
  budget: 0.4,
  set: { sparsity: 0.9, pattern: '2:4' },
};
const WANDA = { id: 'wanda', budgetParams: ['sparsity'] };

describe('the methods of a comparison', () => {
  test('own first, none twice, as many as there are colours', () => {
    expect(panelIds(SPEC)).toEqual(['wanda', 'n-m', 'magnitude']);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'abcdefghij')), (compare) => {
        const ids = panelIds({ ...SPEC, method: 'e', compare });
        expect(ids[0]).toBe('e');
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length).toBe(Math.min(MOST_PANELS, new Set(['e', ...compare]).size));
      }),
    );
  });

  test('aim at what the budget leaves to drop, else at the domain’s usual', () => {
    expect(sparsityOf(SPEC, weights)).toBeCloseTo(0.6, 12);
    expect(sparsityOf({ budget: null }, weights)).toBe(0.5);
    expect(sparsityOf({ budget: null }, attention)).toBe(0.8);
  });

  test('follow the common sparsity: what is set by hand stays unless the budget moves it', () => {
    const own = methodSpec(SPEC, WANDA, 0.3);
    expect(own).toMatchObject({ method: 'wanda', budget: 0.3, set: { pattern: '2:4' } });
    expect(own.set).not.toHaveProperty('sparsity');
    const other = methodSpec(SPEC, { id: 'magnitude', budgetParams: ['sparsity'] }, 0.3);
    expect(other).toMatchObject({ method: 'magnitude', set: {} });
  });

  test('the next takes the place of a removed own one, whose settings go with it', () => {
    expect(withoutMethod(SPEC, 'wanda')).toMatchObject({
      method: 'n-m',
      compare: ['magnitude'],
      set: {},
    });
    const kept = withoutMethod(SPEC, 'n-m');
    expect(kept).toMatchObject({ method: 'wanda', compare: ['magnitude'], set: SPEC.set });
    const pair = withoutMethod(kept, 'magnitude');
    expect(pair).toEqual(kept);
  });
});

test('another domain opens with its usual methods on the same text and layer', () => {
  const spec: FigureSpec = {
    ...SPEC,
    text: { kind: 'sample', id: 'code' },
    tokens: 256,
    subject: { layer: 5, matrix: 'down' },
    view: { show: 'lost', stage: 'x', query: 3, frame: null, zoom: [0, 0, 12] },
  };
  const usual = usualOf(attention);
  expect(inDomain(spec, weights)).toBe(spec);
  expect(inDomain(spec, attention)).toEqual({
    ...usual,
    text: spec.text,
    tokens: 256,
    subject: { layer: 5, head: usual.subject['head'] },
    view: { ...PLAIN_VIEW, show: 'lost' },
  });
});

test('panels of two sites, texts or sizes cannot be told apart', () => {
  const panel = (change: Partial<FigureSpec>, rows = 4, cols = 6) => ({
    spec: { ...SPEC, ...change },
    figure: { mask: { rows, cols } },
  });
  expect(comparable(panel({}), panel({ method: 'n-m', budget: 0.1 }))).toBe(true);
  expect(comparable(panel({}), panel({ subject: { layer: 1, matrix: 'q' } }))).toBe(false);
  expect(comparable(panel({}), panel({ tokens: 64 }))).toBe(false);
  expect(comparable(panel({}), panel({}, 6, 4))).toBe(false);
});
