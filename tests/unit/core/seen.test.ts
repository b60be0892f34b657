import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareOfSeen, tokensOfSeen } from '../../../src/core/seen.ts';

test('the share of what a step has seen', () => {
  // Steps 2 and 3 have seen 3 and 4 tokens.
  expect(shareOfSeen(1, { n: 4, prompt: 2 })).toBeCloseTo((1 / 3 + 1 / 4) / 2, 12);
  expect(shareOfSeen(3, { n: 4, prompt: 2 })).toBeCloseTo((1 + 3 / 4) / 2, 12);
  expect(shareOfSeen(9, { n: 4, prompt: 2 })).toBe(1);
});

test('tokens there and back', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 2, max: 600 })
        .chain((n) =>
          fc.tuple(
            fc.constant(n),
            fc.integer({ min: 1, max: n - 1 }),
            fc.integer({ min: 1, max: n }),
          ),
        ),
      ([n, prompt, tokens]) => {
        expect(tokensOfSeen(shareOfSeen(tokens, { n, prompt }), { n, prompt })).toBe(tokens);
      },
    ),
  );
});
