// What must hold for every method, whatever head and whatever valid parameters it is given.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRuns } from '../../../src/core/mask/ops.ts';
import { checkParam } from '../../../src/core/params.ts';
import type { AttentionHead } from '../../../src/methods/attention.ts';
import { arbitraryParams } from './arbitrary.ts';
import { contextFor, kernels, methods, randomHead, recallOf, run } from './harness.ts';

const SIZES = [1, 2, 5, 17, 48, 64];

const heads: fc.Arbitrary<AttentionHead> = fc
  .record({
    seed: fc.integer({ min: 0, max: 1000 }),
    n: fc.constantFrom(...SIZES),
    sharpness: fc.constantFrom(0.3, 1, 3),
    head: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ seed, n, ...rest }) => randomHead(seed, n, rest));

/** The largest mean recall that any mask of `pairs` pairs can reach: the globally largest weights. */
function bestRecall(head: AttentionHead, pairs: number): number {
  const { n } = head;
  const probs = contextFor(head).dense();
  const causal: number[] = [];
  for (let i = 0; i < n; i++) causal.push(...probs.subarray(i * n, i * n + i + 1));
  causal.sort((a, b) => b - a);
  return causal.slice(0, pairs).reduce((sum, p) => sum + p, 0) / n;
}

for (const method of methods) {
  describe(method.id, () => {
    const cases = fc.tuple(heads, arbitraryParams(method.params));

    it('keeps a causal, complete mask and honest numbers', () => {
      fc.assert(
        fc.property(cases, ([head, params]) => {
          const { n } = head;
          const selection = run(method, head, params);
          const { mask } = selection;
          expect([mask.rows, mask.cols]).toEqual([n, n]);
          let pairs = 0;
          for (let i = 0; i < n; i++) {
            let kept = 0;
            let last = -1;
            mask.forEachRun(i, (start, end) => {
              expect(start).toBeGreaterThan(last);
              expect(end).toBeGreaterThan(start);
              last = end;
              kept += end - start;
            });
            expect(kept, `row ${i} keeps a key`).toBeGreaterThan(0);
            expect(last, `row ${i} is causal`).toBeLessThanOrEqual(i + 1);
            pairs += kept;
          }
          expect(mask.count()).toBe(pairs);
          const computed = selection.kernelPairs ?? pairs;
          expect(computed).toBeGreaterThanOrEqual(pairs);
          expect(computed).toBeLessThanOrEqual(n * n);
          expect(selection.estimationFlops).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(selection.estimationFlops)).toBe(true);
          if (selection.decodeKeys !== 'unchanged') {
            expect(selection.decodeKeys).toBeGreaterThanOrEqual(1);
            expect(selection.decodeKeys).toBeLessThanOrEqual(n);
          }
          for (const warning of selection.warnings ?? []) expect(warning).toMatch(/\w/);
        }),
      );
    });

    it('traces its stages in order and gives the same result twice', () => {
      fc.assert(
        fc.property(cases, ([head, params]) => {
          const selection = run(method, head, params);
          const ids = method.stages.map((stage) => stage.id);
          const stages = selection.trace();
          const places = stages.map((stage) => ids.indexOf(stage.id));
          expect(places).not.toContain(-1);
          expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
          expect(stages.length).toBeGreaterThan(0);
          for (const stage of stages) {
            expect(stage.caption).toMatch(/^[\p{Lu}\d].*\.$/u);
            expect(stage.caption).not.toMatch(/NaN|undefined|Infinity/);
            expect(stage.drawables.length).toBeGreaterThan(0);
          }
          const again = run(method, head, params);
          expect(toRuns(again.mask)).toEqual(toRuns(selection.mask));
          expect(again.kernelPairs).toBe(selection.kernelPairs);
          expect(again.trace().map((stage) => stage.caption)).toEqual(
            stages.map((stage) => stage.caption),
          );
        }),
        { numRuns: 60 },
      );
    });

    it('never beats the threshold oracle at equal kept pairs', () => {
      fc.assert(
        fc.property(cases, ([head, params]) => {
          const selection = run(method, head, params);
          const recall = recallOf(head, selection).reduce((sum, x) => sum + x, 0) / head.n;
          expect(recall).toBeLessThanOrEqual(bestRecall(head, selection.mask.count()) + 1e-6);
        }),
      );
    });

    it('maps every budget to valid parameters, and the whole budget to dense attention', () => {
      const budgets = fc.double({ min: 0, minExcluded: true, max: 1, noNaN: true });
      fc.assert(
        fc.property(heads, budgets, (head, budget) => {
          const moved = method.atBudget(budget, head);
          for (const [name, value] of Object.entries(moved)) {
            const param = method.params[name];
            expect(param, `${name} is a parameter`).toBeDefined();
            const checked = checkParam(name, param!, value);
            expect(checked.ok ? '' : checked.message).toBe('');
          }
          run(method, head, moved);
        }),
      );
      fc.assert(
        fc.property(heads, (head) => {
          const { q, k, v, n, d } = head;
          const { mask } = run(method, head, method.atBudget(1, head));
          const output = (over: typeof mask | null): Float32Array =>
            kernels.attentionOutput(q, k, v, 1 / Math.sqrt(d), over, 0, n).data;
          const dense = output(null);
          for (const [at, value] of output(mask).entries()) {
            expect(Math.abs(value - dense[at]!)).toBeLessThan(1e-5);
          }
        }),
        { numRuns: 30 },
      );
    });

    // A plan shares the budget out anew among the heads, so one head may lose what others gain.
    const planned = (method.assets ?? []).length > 0;
    if (method.tags.selection === 'static' && !planned) {
      it('keeps no less at a larger budget', () => {
        for (const n of [17, 64, 200]) {
          const head = randomHead(n, n);
          let before = 0;
          for (let budget = 0.05; budget <= 1; budget += 0.05) {
            const kept = run(method, head, method.atBudget(budget, head)).mask.count();
            expect(kept).toBeGreaterThanOrEqual(before);
            before = kept;
          }
        }
      });
    }

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
