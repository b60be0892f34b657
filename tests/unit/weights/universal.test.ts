// What must hold for every weight method, whatever matrix and whatever valid parameters it is given.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRuns } from '../../../src/core/mask/ops.ts';
import { checkParam, type ParamRecord } from '../../../src/core/params.ts';
import { ExpectedError } from '../../../src/core/result.ts';
import type {
  WeightMatrix,
  WeightMethod,
  WeightModel,
  WeightSelection,
} from '../../../src/methods/weights.ts';
import { arbitraryParams } from '../methods/arbitrary.ts';
import { methods, randomModel, run, weightsAfter } from './harness.ts';

const MODELS = Array.from({ length: 5 }, (_, seed) => randomModel(seed));

interface Subject {
  readonly model: WeightModel;
  readonly matrix: WeightMatrix;
}

const subjects: fc.Arbitrary<Subject> = fc
  .tuple(fc.constantFrom(...MODELS), fc.nat({ max: 13 }))
  .map(([model, at]) => ({ model, matrix: model.matrices[at]! }));

/** The selection, or null where the parameters do not fit the matrix and the method says so. */
function attempt(
  method: WeightMethod,
  { matrix, model }: Subject,
  params: Partial<ParamRecord>,
): WeightSelection | null {
  try {
    return run(method, matrix, params, model);
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    expect(Object.keys(method.params)).toContain(error.field);
    return null;
  }
}

/** Scores that compete with one another, as lists of places. */
function contests({ contest }: WeightSelection, { out, in: size }: WeightMatrix): number[][] {
  const place = (list: (row: number, col: number) => number): number[][] => {
    const lists: number[][] = [];
    for (let p = 0; p < out * size; p++)
      (lists[list(Math.floor(p / size), p % size)] ??= []).push(p);
    return lists;
  };
  switch (contest.among) {
    case 'row':
      return place((row) => row);
    case 'group': {
      const at = (col: number): number => contest.order?.indexOf(col) ?? col;
      return place((row, col) => row * (size / contest.size) + Math.floor(at(col) / contest.size));
    }
    case 'columns':
      return place((_, col) => Math.floor(col / contest.size));
    default:
      return place(() => 0);
  }
}

for (const method of methods) {
  describe(method.id, () => {
    const cases = fc.tuple(subjects, arbitraryParams(method.params));

    it('keeps an honest mask, and nothing of what it drops', () => {
      let ran = 0;
      fc.assert(
        fc.property(cases, ([subject, params]) => {
          const selection = attempt(method, subject, params);
          if (!selection) return;
          ran++;
          const { matrix } = subject;
          const { mask } = selection;
          expect([mask.rows, mask.cols]).toEqual([matrix.out, matrix.in]);
          let count = 0;
          for (let row = 0; row < mask.rows; row++) {
            let end = -1;
            mask.forEachRun(row, (from, to) => {
              expect(from).toBeGreaterThan(end);
              expect(to).toBeGreaterThan(from);
              end = to;
              count += to - from;
            });
            expect(end).toBeLessThanOrEqual(mask.cols);
          }
          expect(mask.count()).toBe(count);
          expect(selection.estimationFlops).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(selection.estimationFlops)).toBe(true);
          for (const warning of selection.warnings ?? []) expect(warning).toMatch(/\w/);
          for (const [p, w] of selection.weight?.entries() ?? []) {
            expect(Number.isFinite(w)).toBe(true);
            if (!mask.has(Math.floor(p / mask.cols), p % mask.cols)) expect(w).toBe(0);
          }
          const { history } = selection;
          if (history) expect(toRuns(history.at(-1)!.mask)).toEqual(toRuns(mask));
        }),
      );
      expect(ran).toBeGreaterThan(10);
    });

    it('keeps the largest scores wherever weights compete', () => {
      fc.assert(
        fc.property(cases, ([subject, params]) => {
          const selection = attempt(method, subject, params);
          // A method that changes its mind no longer keeps what it scored first.
          if (!selection?.scores || selection.history) return;
          const { mask } = selection;
          const scores = selection.scores();
          expect([scores.rows, scores.cols]).toEqual([mask.rows, mask.cols]);
          for (const places of contests(selection, subject.matrix)) {
            let least = Infinity;
            let most = -Infinity;
            for (const p of places) {
              const score = scores.data[p]!;
              if (mask.has(Math.floor(p / mask.cols), p % mask.cols))
                least = Math.min(least, score);
              else most = Math.max(most, score);
            }
            expect(least).toBeGreaterThanOrEqual(most);
          }
          if (selection.contest.among !== 'group') return;
          const counts = contests(selection, subject.matrix).map(
            (places) =>
              places.filter((p) => mask.has(Math.floor(p / mask.cols), p % mask.cols)).length,
          );
          expect(new Set(counts).size).toBe(1);
        }),
      );
    });

    it('traces its stages in order and gives the same result twice', () => {
      fc.assert(
        fc.property(cases, fc.option(fc.nat({ max: 40 })), ([subject, params], row) => {
          const selection = attempt(method, subject, params);
          if (!selection) return;
          const ids = method.stages.map((stage) => stage.id);
          const stages = selection.trace(row ?? undefined);
          const places = stages.map((stage) => ids.indexOf(stage.id));
          expect(places).not.toContain(-1);
          expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
          expect(stages.length).toBeGreaterThan(0);
          for (const stage of stages) {
            expect(stage.caption).toMatch(/^[\p{Lu}\d].*\.$/u);
            expect(stage.caption).not.toMatch(/NaN|undefined|Infinity/);
            expect(stage.drawables.length).toBeGreaterThan(0);
          }
          const again = attempt(method, subject, params)!;
          expect(toRuns(again.mask)).toEqual(toRuns(selection.mask));
          expect(again.weight).toEqual(selection.weight);
          expect(again.trace(row ?? undefined).map((stage) => stage.caption)).toEqual(
            stages.map((stage) => stage.caption),
          );
        }),
        { numRuns: 60 },
      );
    });

    it('maps every budget to valid parameters, and the whole budget to the dense weights', () => {
      const budgets = fc.double({ min: 0, minExcluded: true, max: 1, noNaN: true });
      fc.assert(
        fc.property(subjects, budgets, ({ matrix, model }, budget) => {
          const moved = method.atBudget(budget, matrix);
          for (const [name, value] of Object.entries(moved)) {
            const param = method.params[name];
            expect(param, `${name} is a parameter`).toBeDefined();
            const checked = checkParam(name, param!, value);
            expect(checked.ok ? '' : checked.message).toBe('');
          }
          run(method, matrix, moved, model);
        }),
        { numRuns: 50 },
      );
      for (const { matrix } of MODELS.flatMap((model) =>
        model.matrices.map((matrix) => ({ matrix })),
      )) {
        const model = MODELS.find(({ matrices }) => matrices.includes(matrix))!;
        const selection = run(method, matrix, method.atBudget(1, matrix), model);
        if (method.effect === 'train') expect(selection.weight).toBeUndefined();
        else expect(weightsAfter(matrix, selection)).toEqual(matrix.weight.data);
      }
    });

    it('keeps no less at a larger budget', () => {
      for (const model of MODELS.slice(0, 2)) {
        let before = 0;
        for (let budget = 0.05; budget <= 1.001; budget += 0.05) {
          const kept = model.matrices.reduce((sum, matrix) => {
            const moved = method.atBudget(Math.min(1, budget), matrix);
            return sum + run(method, matrix, moved, model).mask.count();
          }, 0);
          expect(kept).toBeGreaterThanOrEqual(before);
          before = kept;
        }
      }
    });

    it('says what it is', () => {
      expect(method.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(method.domain).toBe('weights');
      expect(method.summary).toMatch(/^[A-Z].*\.$/);
      expect(method.summary.length).toBeLessThan(120);
      expect(method.about.length).toBeGreaterThan(80);
      expect(method.notice.length).toBeGreaterThan(0);
      for (const param of Object.values(method.params)) expect(param.help).toMatch(/^[A-Z].*\.$/);
      for (const claim of method.claims) expect(claim.source).toMatch(/\w/);
    });
  });
}
