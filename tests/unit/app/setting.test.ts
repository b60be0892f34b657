import { expect, it } from 'vitest';
import {
  budgetInForce,
  budgetShown,
  here,
  measured,
  throughPoint,
} from '../../../src/kit/setting.ts';
import { usualOf } from '../../../src/core/card.ts';
import { PLAIN_VIEW } from '../../../src/core/spec.ts';
import { card } from '../../../src/domains/attention/card.ts';

const spec = { ...usualOf(card), method: 'minference', budget: 0.25 };
const entry = { budgetParams: ['verticalSize', 'slashSize'] };
const reply = { sparsity: 0.785, recall: 0.725 };
const read = (metrics: typeof reply) => ({ x: metrics.sparsity, y: metrics.recall });
const curve = [
  { budget: 0.2, x: 0.845, y: 0.689 },
  { budget: 0.27, x: 0.73, y: 0.75 },
];
const byHand = { ...spec, set: { verticalSize: 5 } };

it('tells the budget unless what it moves was set by hand', () => {
  expect(budgetInForce({ spec, entry })).toBe(0.25);
  expect(budgetInForce({ spec: { ...spec, set: { pattern: 'a-shape' } }, entry })).toBe(0.25);
  expect(budgetInForce({ spec: byHand, entry })).toBeNull();
  expect(budgetShown({ spec, entry })).toEqual({ budget: 0.25 });
  expect(budgetShown({ spec: byHand, entry })).toEqual({ budget: null, unset: 'set by hand' });
  expect(budgetShown({ spec, entry: { budgetParams: [] } })).toEqual({
    budget: null,
    unset: 'no effect on this method',
    disabled: true,
  });
  // Without a budget the method's defaults are in force, which is what a slider says by itself.
  expect(budgetShown({ spec: { ...spec, budget: null }, entry })).toEqual({ budget: null });
});

it('believes a figure only about the setting that it was made with', () => {
  const figure = { spec, reply };
  expect(measured({ spec, figure: null })).toBeNull();
  expect(measured({ spec, figure })).toBe(reply);
  const looked = { ...spec, view: { ...PLAIN_VIEW, show: 'kept', query: 7 } };
  expect(measured({ spec: looked, figure })).toBe(reply);
  expect(measured({ spec: { ...spec, budget: 0.3 }, figure })).toBeNull();
  expect(measured({ spec: byHand, figure })).toBeNull();
  expect(measured({ spec: { ...spec, subject: { layer: 0, head: 0 } }, figure })).toBeNull();
});

it('leads the curve through the figure, once per budget', () => {
  const point = { budget: 0.2, x: 0.8, y: 0.7 };
  expect(throughPoint([], point)).toEqual([]);
  expect(throughPoint(curve, null)).toBe(curve);
  expect(throughPoint(curve, point)).toEqual([curve[1], point]);
});

it('puts the handle where the figure stands, by a budget or by hand', () => {
  const by = here({ spec, entry, figure: { spec, reply } }, read);
  expect(by).toMatchObject({ budget: 0.25, now: null });
  expect(by.through(curve)).toEqual([...curve, { budget: 0.25, x: 0.785, y: 0.725 }]);

  const hand = here({ spec: byHand, entry, figure: { spec: byHand, reply } }, read);
  expect(hand).toMatchObject({ budget: null, now: { x: 0.785, y: 0.725 } });
  expect(hand.through(curve)).toBe(curve);

  const stale = here({ spec, entry, figure: { spec: byHand, reply } }, read);
  expect(stale).toMatchObject({ budget: 0.25, now: null });
  expect(stale.through(curve)).toBe(curve);
});
