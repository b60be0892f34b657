// What must hold for every decode method, whatever heads and whatever valid parameters it is given.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkParam } from '../../../../src/core/params.ts';
import { keysRead } from '../../../../src/methods/decode/_shared/cache.ts';
import type { DecodeHead } from '../../../../src/methods/decode.ts';
import { arbitraryParams } from '../arbitrary.ts';
import { methods, randomLayers, rowsOf, runOn, type Ran } from './harness.ts';

const runs = fc.record({
  seed: fc.integer({ min: 0, max: 1000 }),
  n: fc.constantFrom(2, 5, 17, 40),
  part: fc.double({ min: 0, max: 1, noNaN: true }),
  sharpness: fc.constantFrom(0.3, 1, 3),
});

/** 1 ≤ P < n. */
function promptOf({ n, part }: { readonly n: number; readonly part: number }): number {
  return 1 + Math.floor(part * (n - 2));
}

/** Mean share of all keys so far that steps read, over the heads that are not read whole on purpose. */
function shareRead({ caches, context: { n, prompt } }: Ran): number {
  const thin = caches.flat().filter((cache) => !cache.whole);
  let sum = 0;
  for (const { read } of thin) {
    for (let t = prompt; t < n; t++) sum += read.rowCount(t - prompt) / (t + 1);
  }
  return sum / (n - prompt) / thin.length;
}

/** The same heads up to `t`, other ones after it. */
function changedAfter(layers: readonly DecodeHead[][], t: number): DecodeHead[][] {
  const { n, d } = layers[0]![0]!;
  const other = randomLayers('other', n, { layers: layers.length, heads: layers[0]!.length, d });
  return layers.map((heads, layer) =>
    heads.map((head, at) => {
      const mix = (name: 'q' | 'k' | 'v' | 'qPre' | 'kPre') => {
        const data = head[name]!.data.slice();
        data.set(other[layer]![at]![name]!.data.subarray((t + 1) * d), (t + 1) * d);
        return { ...head[name]!, data };
      };
      const [q, k, v] = [mix('q'), mix('k'), mix('v')];
      return { ...head, q, k, v, qPre: mix('qPre'), kPre: mix('kPre') };
    }),
  );
}

for (const method of methods) {
  describe(method.id, () => {
    const cases = fc.tuple(runs, arbitraryParams(method.params));

    it('reads what is cached, and what has left stays away', () => {
      fc.assert(
        fc.property(cases, ([given, params]) => {
          const { n } = given;
          const prompt = promptOf(given);
          const layers = randomLayers(given.seed, n, given);
          const { caches } = runOn(method, layers, prompt, params);
          expect(caches.map((heads) => heads.length)).toEqual([2, 2, 2, 2]);
          for (const cache of caches.flat()) {
            const { read, leaves, whole, estimatorBytes = 0 } = cache;
            expect([read.rows, read.cols]).toEqual([n - prompt, n]);
            expect(leaves === null).toBe(method.family === 'reader');
            expect(Number.isInteger(estimatorBytes) && estimatorBytes >= 0).toBe(true);
            const early = (at: number, key: number) => at <= key || at < prompt || at > n;
            expect([...(leaves ?? [])].filter(early)).toEqual([]);
            for (let t = prompt; t < n; t++) {
              const keys = keysRead(cache, t - prompt);
              const wrong = (key: number) => key > t || (leaves !== null && leaves[key]! <= t);
              expect(keys.filter(wrong)).toEqual([]);
              expect(keys.length).toBeGreaterThan(whole ? t : 0);
            }
          }
        }),
        { numRuns: 40 },
      );
    });

    it('chooses without looking ahead', () => {
      fc.assert(
        fc.property(cases, fc.double({ min: 0, max: 1, noNaN: true }), ([given, params], where) => {
          const { n } = given;
          const prompt = promptOf(given);
          const layers = randomLayers(given.seed, n, given);
          const t = prompt + Math.floor(where * (n - prompt - 1));
          const until = (heads: DecodeHead[][]) =>
            rowsOf(runOn(method, heads, prompt, params, [layers]).caches)
              .flat()
              .map((rows) => rows.slice(0, t - prompt + 1));
          expect(until(changedAfter(layers, t))).toEqual(until(layers));
        }),
        { numRuns: 30 },
      );
    });

    it('never holds more attention than as many of the heaviest keys', () => {
      fc.assert(
        fc.property(cases, ([given, params]) => {
          const prompt = promptOf(given);
          const layers = randomLayers(given.seed, given.n, given);
          const { caches, context } = runOn(method, layers, prompt, params);
          for (const head of layers.flat()) {
            const rows = context.attention(head, prompt, given.n);
            for (let row = 0; row < given.n - prompt; row++) {
              const weights = rows.subarray(row * given.n, (row + 1) * given.n);
              const keys = keysRead(caches[head.layer]![head.head]!, row);
              const held = keys.reduce((sum, key) => sum + weights[key]!, 0);
              const best = weights.slice().sort().subarray(-keys.length);
              expect(held).toBeLessThanOrEqual(best.reduce((sum, p) => sum + p, 0) + 1e-6);
            }
          }
        }),
        { numRuns: 30 },
      );
    });

    it('traces its stages in order and gives the same result twice', () => {
      fc.assert(
        fc.property(cases, fc.boolean(), ([given, params], last) => {
          const prompt = promptOf(given);
          const layers = randomLayers(given.seed, given.n, given);
          const tell = () => {
            const { run, caches } = runOn(method, layers, prompt, params);
            const step = last ? null : 0;
            const stages = layers.flat().map(({ layer, head }) => run.trace!(layer, head, step));
            return { rows: rowsOf(caches), stages };
          };
          const told = tell();
          const ids = method.stages.map((stage) => stage.id);
          for (const stages of told.stages) {
            const places = stages.map((stage) => ids.indexOf(stage.id));
            expect(places).not.toContain(-1);
            expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
            expect(stages.length).toBeGreaterThan(0);
            for (const { caption, drawables } of stages) {
              expect(caption).toMatch(/^[\p{Lu}\d].*\.$/u);
              expect(caption).not.toMatch(/NaN|undefined|Infinity/);
              expect(drawables.length).toBeGreaterThan(0);
              for (const item of drawables) {
                if (item.kind !== 'bars') continue;
                const marked = [...(item.chosen ?? []), ...(item.forced ?? [])];
                expect(marked.filter((at) => !(at in item.values))).toEqual([]);
              }
            }
          }
          expect(tell()).toEqual(told);
        }),
        { numRuns: 30 },
      );
    });

    it('maps every budget to valid parameters, near what was asked for', () => {
      const budgets = fc.double({ min: 0, minExcluded: true, max: 1, noNaN: true });
      fc.assert(
        fc.property(runs, budgets, (given, budget) => {
          const shape = { n: given.n, prompt: promptOf(given), d: 8, layers: 4, heads: 2 };
          for (const [name, value] of Object.entries(method.atBudget(budget, shape))) {
            const checked = checkParam(name, method.params[name]!, value);
            expect(checked.ok ? '' : checked.message).toBe('');
          }
        }),
      );
      if (Object.keys(method.params).length === 0) return;
      const [n, prompt] = [160, 100];
      const layers = randomLayers(5, n, { layers: 6, sharpness: 1 });
      const shape = { n, prompt, d: 8, layers: 6, heads: 2 };
      for (const budget of [0.35, 0.5, 0.75, 1]) {
        const ran = runOn(method, layers, prompt, { ...method.atBudget(budget, shape) });
        expect(Math.abs(shareRead(ran) - budget), `budget ${budget}`).toBeLessThan(0.05);
      }
    });

    it('reads everything at the whole budget', () => {
      fc.assert(
        fc.property(runs, (given) => {
          const { n } = given;
          const prompt = promptOf(given);
          const shape = { n, prompt, d: 8, layers: 4, heads: 2 };
          const layers = randomLayers(given.seed, n, given);
          const { caches } = runOn(method, layers, prompt, { ...method.atBudget(1, shape) });
          const all = ((n - prompt) * (n + prompt + 1)) / 2;
          expect(caches.flat().map(({ read }) => read.count())).toEqual(Array(8).fill(all));
        }),
        { numRuns: 40 },
      );
    });

    it('says what it is', () => {
      expect(method.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(method.summary).toMatch(/^[A-Z].*\.$/);
      expect(method.summary.length).toBeLessThan(120);
      expect(method.about.length).toBeGreaterThan(80);
      expect(method.notice.length).toBeGreaterThan(0);
      for (const param of Object.values(method.params)) expect(param.help).toMatch(/^[A-Z].*\.$/);
      for (const claim of method.claims) expect(claim.source).toMatch(/\w/);
    });
  });
}
