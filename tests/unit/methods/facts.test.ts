// Runs every worked example that every method brings along.
import { describe, expect, it } from 'vitest';
import { toRows } from '../../../src/core/mask/ops.ts';
import { contextFor, methods, recallOf, run } from './harness.ts';

it('finds the methods', () => {
  expect(methods.length).toBeGreaterThan(2);
});

for (const method of methods) {
  describe(method.id, () => {
    it('has facts', () => expect(method.facts.length).toBeGreaterThan(0));

    for (const fact of method.facts) {
      it(`${fact.name}: ${fact.why}`, () => {
        const head = fact.head();
        const selection = run(method, head, fact.params, contextFor(head, fact.assets));
        if (fact.rows) expect(toRows(selection.mask)).toEqual(fact.rows);
        if (fact.pairs !== undefined) expect(selection.mask.count()).toBe(fact.pairs);
        const recall = recallOf(head, selection);
        for (const [row, expected] of Object.entries(fact.recall ?? {})) {
          expect(Math.abs(recall[Number(row)]! - expected), `recall of row ${row}`).toBeLessThan(
            1e-4,
          );
        }
        for (const { name, read, expected } of fact.numbers ?? []) {
          expect(Math.abs(read(selection) - expected), name).toBeLessThan(1e-4);
        }
        const checks = [fact.rows, fact.pairs, fact.recall, fact.numbers];
        expect(
          checks.some((check) => check !== undefined),
          'a fact checks something',
        ).toBe(true);
      });
    }
  });
}
