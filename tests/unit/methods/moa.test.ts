// MoA: candidate rules, the optimiser against brute force, budgets and what a plan may not do.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equals, isSubset } from '../../../src/core/mask/ops.ts';
import { createRandom } from '../../../src/core/random.ts';
import { matrix } from '../../../src/core/tensor.ts';
import { uniformHead } from '../../../src/methods/_shared/heads.ts';
import { searchPlan } from '../../../src/methods/attention/moa/plan.ts';
import {
  bandOf,
  blocksHeld,
  candidateRules,
  lossByBand,
} from '../../../src/methods/attention/moa/rules.ts';
import {
  lossOf,
  solveExact,
  solveSeveral,
  type Problem,
} from '../../../src/methods/attention/moa/solver.ts';
import type { AttentionHead } from '../../../src/methods/attention.ts';
import dense from '../../../src/methods/attention/dense.ts';
import moa from '../../../src/methods/attention/moa/moa.ts';
import { contextFor, randomHead, run } from './harness.ts';

const seed = fc.integer({ min: 0, max: 10_000 });

/** A small problem with losses that fall as costs rise. */
function problemOf(
  s: number,
  layers: number,
  heads: number,
  rules: number,
  budgets: number,
): Problem {
  const random = createRandom(s);
  const costs = Array.from({ length: rules }, (_, rule) =>
    Array.from({ length: budgets }, () => rule + 1 + random.int(2)),
  );
  const losses = Array.from({ length: layers }, () =>
    Array.from({ length: heads }, () =>
      Float64Array.from({ length: rules }, () => random.next())
        .sort()
        .reverse(),
    ),
  );
  const most = layers * heads * (rules + 1);
  return {
    losses,
    costs,
    budgets: Array.from({ length: budgets }, () => Math.ceil(most * (0.4 + 0.4 * random.next()))),
  };
}

/** The least loss of all plans with at most two rules per layer, by trying them all. */
function bruteForce({ losses, costs, budgets }: Problem): number {
  const rules = costs.length;
  const plansOf = (heads: number): number[][] =>
    heads === 0
      ? [[]]
      : plansOf(heads - 1).flatMap((plan) => Array.from({ length: rules }, (_, r) => [...plan, r]));
  const layers = losses.map((heads) =>
    plansOf(heads.length).filter((plan) => new Set(plan).size <= 2),
  );
  let best = Infinity;
  const walk = (l: number, chosen: number[][]): void => {
    if (l < layers.length) {
      for (const plan of layers[l]!) walk(l + 1, [...chosen, plan]);
      return;
    }
    const held = budgets.map((_, at) =>
      chosen.flat().reduce((sum, rule) => sum + costs[rule]![at]!, 0),
    );
    if (held.every((cost, at) => cost <= budgets[at]!))
      best = Math.min(best, lossOf(chosen, losses));
  };
  walk(0, []);
  return best;
}

describe('rules', () => {
  it('number 56 for lengths of 256, 512 and 1,024 at a step of 64', () => {
    const lengths = { shortest: 256, longestProfiled: 512, longest: 1024 };
    // A window of one block comes on top of the 56 on the grid, for β = 0 … 7/8.
    const rules = candidateRules(lengths, 64, 16);
    expect(rules.filter(({ alpha }) => alpha % 64 === 0).length).toBe(56);
    expect(rules.length).toBe(56 + 8);
    for (const { alpha, beta } of rules) {
      expect(alpha + 256 * beta).toBeGreaterThan(0);
      expect(alpha + 512 * beta).toBeLessThanOrEqual(512);
      expect(alpha + 1024 * beta).toBeLessThanOrEqual(1024);
    }
  });

  it('make windows of whole blocks', () => {
    expect(bandOf({ alpha: 0, beta: 0.5 }, 8, 1)).toBe(4);
    expect(bandOf({ alpha: 40, beta: 0.25 }, 10, 16)).toBe(4); // ⌊2 + 2.5⌋
    expect(bandOf({ alpha: -64, beta: 0.125 }, 16, 16)).toBe(1); // −4 + 2, but at least the own block
    expect([1, 2, 4, 8].map((band) => blocksHeld(band, 8))).toEqual([2, 3, 5, 8]);
  });

  it('lose less the wider the window, and nothing with all blocks', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 12 }), (s, nb) => {
        const random = createRandom(s);
        const tiles = Float32Array.from({ length: nb * nb }, () => random.next());
        const losses = lossByBand(tiles, 0, nb);
        expect(losses[nb - 1]).toBe(0);
        for (let band = 2; band <= nb; band++) {
          expect(losses[band - 1]).toBeLessThanOrEqual(losses[band - 2]!);
        }
        // One block leaves out all tiles below the diagonal but those of block 0.
        let below = 0;
        for (let I = 0; I < nb; I++) for (let J = 1; J < I; J++) below += tiles[I * nb + J]!;
        expect(losses[0]).toBeCloseTo(below, 4);
      }),
    );
  });
});

describe('the optimiser', () => {
  it('solves the worked example: 2 + 8 blocks and a loss of 1.0, where equal shares lose 2.1', () => {
    const losses = [[Float64Array.of(1, 0.2, 0.1, 0), Float64Array.of(6, 5, 2, 0)]];
    const costs = [[2], [3], [5], [8]];
    const plan = solveExact({ losses, costs, budgets: [10] });
    expect(plan.rules).toEqual([[0, 3]]);
    expect(plan.loss).toBeCloseTo(1, 12);
    expect(lossOf([[2, 2]], losses)).toBeCloseTo(2.1, 12);
  });

  it('is exact for one budget', () => {
    fc.assert(
      fc.property(
        seed,
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 1, max: 3 }),
        (s, layers, heads) => {
          const problem = problemOf(s, layers, heads, 4, 1);
          const plan = solveExact(problem);
          if (!plan.fits) return;
          expect(plan.loss).toBeCloseTo(bruteForce(problem), 10);
          for (const layer of plan.rules) expect(new Set(layer).size).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps to several budgets, and its bound is a bound', () => {
    fc.assert(
      fc.property(
        seed,
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 1, max: 3 }),
        (s, layers, heads) => {
          const problem = problemOf(s, layers, heads, 4, 2);
          const plan = solveSeveral(problem);
          if (!plan.fits) return;
          const { costs, budgets } = problem;
          for (const [at, budget] of budgets.entries()) {
            expect(
              plan.rules.flat().reduce((sum, rule) => sum + costs[rule]![at]!, 0),
            ).toBeLessThanOrEqual(budget);
          }
          const best = bruteForce(problem);
          expect(plan.bound).toBeLessThanOrEqual(best + 1e-9);
          expect(plan.loss).toBeGreaterThanOrEqual(best - 1e-9);
          for (const layer of plan.rules) expect(new Set(layer).size).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the plan', () => {
  const random = createRandom('influence');
  const tables = new Map(
    [256, 512, 1024].map((length) => {
      const table = matrix(36 * (length / 16), length / 16);
      for (let i = 0; i < table.data.length; i++) table.data[i] = random.next() ** 4;
      return [`length_${length}`, table] as const;
    }),
  );
  const contextOf = (head: AttentionHead) => contextFor(head, { 'moa-influence': tables });
  const ctx = contextOf(randomHead(1, 512));
  const shape = { n: 512, d: 8, layers: 6, heads: 6 };

  it.each(['all', 'one'] as const)(
    'for %s lengths keeps the bound and loses no more than one rule',
    (lengths) => {
      for (const density of [0.2, 0.35, 0.6]) {
        const search = searchPlan(shape, { density, alphaStep: 64, lengths }, ctx);
        expect(search.unreachable).toEqual([]);
        const bounded = search.tables
          .map((_, at) => at)
          .filter((at) => lengths === 'all' || at === 1);
        for (const at of bounded) expect(search.densities[at]).toBeLessThanOrEqual(density + 1e-9);
        expect(search.lost).toBeLessThanOrEqual(search.lostUniform + 1e-12);
      }
    },
  );

  it('is the same for every text of one length', () => {
    const of = (s: number) => {
      const head = { ...randomHead(s, 512), layer: 3 };
      return run(moa, head, { density: 0.3, lengths: 'one' }, contextOf(head)).mask;
    };
    expect(equals(of(1), of(2))).toBe(true);
  });

  it('says when even the narrowest windows are too wide', () => {
    const { warnings } = run(moa, randomHead(1, 100), { density: 0.05 }, ctx);
    expect(warnings).toEqual([
      'at 256 and 512 tokens even the narrowest windows hold more than 5.0 % of the blocks',
    ]);
  });

  it('refuses tables that do not fit', () => {
    const head = randomHead(1, 64);
    const wrong = { 'moa-influence': new Map([['length_64', matrix(8, 4)]]) };
    expect(() => run(moa, head, {}, contextFor(head, wrong))).toThrow(
      'influence of 8 × 4 at length 64 does not fit 36 heads',
    );
    const empty = { 'moa-influence': new Map() };
    expect(() => run(moa, head, {}, contextFor(head, empty))).toThrow(/no “length_…” tensor/);
  });
});

it('grows with α and β by hand, up to dense', () => {
  const size = fc.integer({ min: -40, max: 60 });
  const eighth = fc.integer({ min: 0, max: 8 }).map((e) => e / 8);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), size, size, eighth, (n, a, b, beta) => {
      const head = uniformHead(n);
      const of = (alpha: number, slope: number) =>
        run(moa, head, { plan: 'by-hand', alpha, beta: slope, block: 4 }).mask;
      expect(isSubset(of(Math.min(a, b), beta), of(Math.max(a, b), beta))).toBe(true);
      expect(equals(of(0, 1), run(dense, head).mask)).toBe(true);
    }),
  );
});

describe('the grid of windows', () => {
  const gridOf = (head: AttentionHead, params: object, ctx = contextFor(head)) => {
    const stage = run(moa, head, params, ctx)
      .trace()
      .find(({ id }) => id === 'spans')!;
    const grid = stage.drawables.find((drawable) => drawable.kind === 'grid')!;
    const read = (cell: number, length: number) => {
      const at = grid.xs.indexOf(length);
      expect(at, `${length} tokens are drawn`).toBeGreaterThanOrEqual(0);
      return grid.cells[cell]!.values[at];
    };
    return { stage, grid, read };
  };

  it('is flat for a fixed window and slopes for an elastic one', () => {
    const head = uniformHead(500, { heads: 2, head: 1 });
    const flat = gridOf(head, { plan: 'by-hand', alpha: 192, beta: 0, block: 16 });
    // Within 192 tokens the window is the whole text; beyond it stays.
    expect([128, 192, 256, 1024].map((length) => flat.read(0, length))).toEqual([
      128, 192, 192, 192,
    ]);
    expect(flat.grid.cells[0]!.note).toBe('192 tokens at any length');
    const sloped = gridOf(head, { plan: 'by-hand', alpha: -64, beta: 0.5, block: 16 });
    // nb/2 − 4 blocks of 16; 500 tokens are 32 blocks.
    expect([128, 256, 500, 1024].map((length) => sloped.read(1, length))).toEqual([
      16, 64, 192, 448,
    ]);
    expect(sloped.grid.cells[1]!.note).toBe('0.5 · length − 64');
    expect(sloped.grid.xs[sloped.grid.at]).toBe(500);
    expect(sloped.grid.chosen).toBe(1);
  });

  it('reads in every cell, at the length of the text, the window that this head’s mask has', () => {
    const n = 200;
    const block = 16;
    const params = { density: 0.4, alphaStep: 16, block };
    // The later a head, the more its far tiles matter: one rule for all would be wasteful.
    const tables = new Map(
      [64, 128, 256].map((length) => {
        const nb = length / 16;
        const table = matrix(36 * nb, nb);
        for (let at = 0; at < table.data.length; at++) {
          const [head, I, J] = [Math.floor(at / nb / nb), Math.floor(at / nb) % nb, at % nb];
          if (J <= I) table.data[at] = 2 ** (head % 6) * (1 + (head % 6) * (I - J));
        }
        return [`length_${length}`, table] as const;
      }),
    );
    const contextOf = (of: AttentionHead) => contextFor(of, { 'moa-influence': tables });
    const shown = randomHead(2, n);
    const { grid, read, stage } = gridOf(shown, params, contextOf(shown));
    expect([grid.rows, grid.cols, grid.cells.length]).toEqual([6, 6, 36]);
    for (let at = 0; at < 36; at++) {
      const head = { ...randomHead(2, n, { head: at % 6 }), layer: Math.floor(at / 6) };
      const { mask } = run(moa, head, params, contextOf(head));
      let last = 0; // the run that ends on the diagonal of the last row
      mask.forEachRun(n - 1, (start, end) => (last = end - start));
      const ragged = 16 - (n % 16); // the last block holds only 8 of its 16 tokens
      const drawn = read(at, n)!;
      // Where the window touches block 0, or is all of the text, the runs are one.
      expect(last).toBe(drawn >= 192 ? n : drawn - ragged);
    }
    const slopes = new Set(grid.cells.map(({ note }) => note));
    expect(slopes.size).toBeGreaterThan(1);
    expect(stage.caption).toMatch(
      /^Windows grow with the text in \d+ heads? and stay as they are in \d+\./,
    );
  });

  it('begins at the nearest end for texts shorter or longer than it draws', () => {
    for (const [n, begins] of [
      [5, 128],
      [1100, 1024],
    ] as const) {
      const { grid } = gridOf(uniformHead(n), { plan: 'by-hand', alpha: 64, beta: 0 });
      expect(grid.xs[grid.at]).toBe(begins);
    }
  });
});
