import { expect, test } from 'vitest';
import { errorHandle } from '../../../src/views/weights/error-handle.ts';
import { usualOf } from '../../../src/core/card.ts';
import type { FigureSpec } from '../../../src/core/spec.ts';
import { card } from '../../../src/domains/weights/card.ts';

const spec: FigureSpec = { ...usualOf(card), method: 'wanda', budget: 0.4 };
const entry = { budgetParams: ['sparsity'] };
const figureOf = (of: FigureSpec) => ({ spec: of, reply: { metrics: { sparsity: 0.7 } } });

test('the budget decides, whatever else is set', () => {
  const view = { spec: { ...spec, set: { pattern: '2:4' } }, entry };
  expect(errorHandle({ ...view, figure: figureOf(view.spec) })).toEqual({ budget: 0.4, now: null });
});

test('what it moves is set by hand: the matrix tells where that leads, once it is there', () => {
  const byHand = { ...spec, set: { sparsity: 0.7 } };
  expect(errorHandle({ spec: byHand, entry, figure: figureOf(byHand) })).toEqual({
    budget: null,
    now: { x: 0.7, y: null },
  });
  expect(errorHandle({ spec: byHand, entry, figure: figureOf(spec) }).now).toBeNull();
  expect(errorHandle({ spec: byHand, entry, figure: null }).now).toBeNull();
});
