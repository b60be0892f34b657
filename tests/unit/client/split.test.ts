import { expect, it } from 'vitest';
import { fail, succeed } from '../../../src/core/result.ts';
import { deal, SumProgress, worstOf } from '../../../src/client/split.ts';

it('deals one by one, so that dear and cheap budgets are mixed', () => {
  expect(deal([1, 2, 3, 4, 5], 2)).toEqual([
    [1, 3, 5],
    [2, 4],
  ]);
  expect(deal([1], 3)).toEqual([[1], [], []]);
});

it('adds up progress, guessing those not yet heard of', () => {
  const seen: string[] = [];
  const progress = new SumProgress(2, (done, total, label) =>
    seen.push(`${done}/${total} ${label}`),
  );
  progress.part(0)(1, 10, 'a');
  progress.part(1)(2, 6, 'b');
  progress.part(0)(10, 10, 'a');
  expect(seen).toEqual(['1/20 a', '3/16 b', '12/16 a']);
});

it('answers the worst of several replies', () => {
  const broken = fail('x', 'y');
  expect(worstOf([succeed(null), broken, null])).toEqual(broken);
  expect(worstOf([succeed(null), null])).toBeNull();
  expect(worstOf([succeed(null), succeed(null)])).toEqual(succeed(null));
});
