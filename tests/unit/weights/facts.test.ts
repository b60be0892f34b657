// Runs every worked example that every weight method brings along.
import { describe, expect, it } from 'vitest';
import { toRows } from '../../../src/core/mask/ops.ts';
import { methods, run, weightsAfter } from './harness.ts';

it('finds the methods', () => {
  expect(methods.length).toBeGreaterThan(0);
});

for (const method of methods) {
  describe(method.id, () => {
    it('has facts', () => expect(method.facts.length).toBeGreaterThan(0));

    for (const fact of method.facts) {
      it(`${fact.name}: ${fact.why}`, () => {
        const subject = fact.matrix();
        const selection = run(method, subject, fact.params, fact.model?.());
        if (fact.rows) expect(toRows(selection.mask)).toEqual(fact.rows);
        if (fact.kept !== undefined) expect(selection.mask.count()).toBe(fact.kept);
        if (fact.weight) {
          const after = weightsAfter(subject, selection);
          expect(after).toHaveLength(fact.weight.flat().length);
          for (const [p, expected] of fact.weight.flat().entries()) {
            expect(Math.abs(after[p]! - expected), `weight ${p}`).toBeLessThan(1e-4);
          }
        }
        for (const { name, read, expected } of fact.numbers ?? []) {
          expect(Math.abs(read(selection) - expected), name).toBeLessThan(1e-4);
        }
        const checks = [fact.rows, fact.kept, fact.weight, fact.numbers];
        expect(
          checks.some((check) => check !== undefined),
          'a fact checks something',
        ).toBe(true);
      });
    }
  });
}
