// Runs every worked example that every decode method brings along.
import { describe, expect, it } from 'vitest';
import { methods, rowsOf, runOn } from './harness.ts';

it('finds the methods', () => {
  expect(methods.length).toBeGreaterThan(2);
});

for (const method of methods) {
  describe(method.id, () => {
    it('has facts', () => expect(method.facts.length).toBeGreaterThan(0));

    for (const fact of method.facts) {
      it(`${fact.name}: ${fact.why}`, () => {
        const layers = fact
          .layers()
          .map((heads, layer) => heads.map((head, at) => ({ ...head, layer, head: at })));
        const told = fact.draft?.();
        const { caches } = runOn(method, layers, fact.prompt, fact.params, [layers], told);
        expect(rowsOf(caches)).toEqual(fact.rows);
      });
    }
  });
}
