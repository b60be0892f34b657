// From influence tables to a plan: one elastic rule per head, found once per table and density.
import { ExpectedError } from '../../../core/result.ts';
import type { Matrix } from '../../../core/tensor.ts';
import type { AttentionContext, AttentionShape } from '../../attention.ts';
import { bandOf, blocksHeld, candidateRules, lossByBand, type Rule } from './rules.ts';
import { lossOf, solveExact, solveSeveral, type Plan } from './solver.ts';

export const TABLE = 'moa-influence';

export interface Table {
  /** Tokens. */
  readonly length: number;
  /** Blocks. */
  readonly nb: number;
  /** Tokens per block. */
  readonly block: number;
  /** Tile sums, [layers · heads · nb] × nb. */
  readonly tiles: Float32Array;
}

export interface Search {
  readonly rules: readonly Rule[];
  /** Rule of each head, [layer][head]. */
  readonly plan: Plan['rules'];
  /** Influence left out at the length that judged, as a share of all of it. */
  readonly lost: number;
  /** The same for the best plan with one rule for all heads. */
  readonly lostUniform: number;
  readonly uniform: Rule;
  /** Lengths at which even the narrowest windows hold more than the bound. */
  readonly unreachable: readonly number[];
  /** Mean share of blocks held, per length of `tables`. */
  readonly densities: readonly number[];
  /**
   * How much less any plan could lose by the aim that it was solved for, as a share of its loss; null
   * where one rule for all heads was judged best.
   */
  readonly gap: number | null;
  readonly tables: readonly Table[];
  readonly judge: Table;
}

export interface PlanSettings {
  /** Bound on the mean share of blocks held. */
  readonly density: number;
  readonly alphaStep: number;
  readonly lengths: 'all' | 'one';
}

const searches = new WeakMap<ReadonlyMap<string, Matrix>, Map<string, Search>>();

/** The plan for a model; remembered. `n` matters only where one length is planned for. */
export function searchPlan(
  shape: AttentionShape,
  set: PlanSettings,
  ctx: AttentionContext,
): Search {
  const source = ctx.asset(TABLE);
  const tables = readTables(source, shape);
  const nearest = nearestTable(tables, shape.n);
  const key = `${set.density} ${set.alphaStep} ${set.lengths === 'one' ? nearest.length : 'all'}`;
  const known = searches.get(source) ?? new Map<string, Search>();
  searches.set(source, known);
  const search = known.get(key) ?? makeSearch(tables, nearest, shape, set);
  known.set(key, search);
  return search;
}

export function nearestTable(tables: readonly Table[], n: number): Table {
  return tables.reduce((a, b) => (Math.abs(b.length - n) < Math.abs(a.length - n) ? b : a));
}

/** Tables by length, ascending. Throws an ExpectedError where they do not fit the model. */
function readTables(
  source: ReadonlyMap<string, Matrix>,
  { layers, heads }: AttentionShape,
): Table[] {
  const tables: Table[] = [];
  for (const [name, { rows, cols, data }] of source) {
    const length = Number(/^length_(\d+)$/.exec(name)?.[1] ?? NaN);
    if (Number.isNaN(length)) continue;
    if (rows !== layers * heads * cols) {
      throw new ExpectedError(
        'method',
        `influence of ${rows} × ${cols} at length ${length} does not fit ${layers * heads} heads`,
      );
    }
    tables.push({ length, nb: cols, block: length / cols, tiles: data });
  }
  if (tables.length === 0) {
    throw new ExpectedError('method', 'the influence table holds no “length_…” tensor');
  }
  return tables.sort((a, b) => a.length - b.length);
}

function makeSearch(
  tables: readonly Table[],
  nearest: Table,
  { layers, heads }: AttentionShape,
  { density, alphaStep, lengths }: PlanSettings,
): Search {
  const longest = tables.at(-1)!;
  const profiled = lengths === 'one' || tables.length === 1 ? [nearest] : tables.slice(0, -1);
  const bounded = lengths === 'one' ? [nearest] : tables;
  const judge = lengths === 'one' ? nearest : longest;
  const rules = distinctRules(
    tables,
    candidateRules(
      {
        shortest: bounded[0]!.length,
        longestProfiled: profiled.at(-1)!.length,
        longest: bounded.at(-1)!.length,
      },
      alphaStep,
      nearest.block,
    ),
  );
  const losses = new Map(tables.map((table) => [table, shares(table, rules, layers, heads)]));
  const costs = rules.map((rule) =>
    bounded.map(({ nb, block }) => blocksHeld(bandOf(rule, nb, block), nb)),
  );
  // No bound is tighter than the narrowest windows at that length.
  const narrowest = bounded.map((_, at) => Math.min(...costs.map((cost) => cost[at]!)));
  const wanted = bounded.map(({ nb }) => Math.floor(density * nb * layers * heads));
  const budgets = wanted.map((most, at) => Math.max(most, narrowest[at]! * layers * heads));

  // Several profiled lengths are several aims: sweep their weights, and let the judge decide.
  const plans = sweep(profiled.length).map((weights) => {
    const mixed = mix(
      profiled.map((table) => losses.get(table)!),
      weights,
    );
    const problem = { losses: mixed, costs, budgets };
    return bounded.length === 1 ? solveExact(problem) : solveSeveral(problem);
  });
  const judged = losses.get(judge)!;
  const uniform = bestUniform(judged, costs, budgets, layers * heads);
  const one = planOfOne(uniform, layers, heads);
  const best = [...plans, one].reduce((a, b) =>
    lossOf(b.rules, judged) < lossOf(a.rules, judged) ? b : a,
  );
  return {
    rules,
    plan: best.rules,
    lost: lossOf(best.rules, judged),
    lostUniform: uniform.lost,
    uniform: rules[uniform.rule]!,
    unreachable: bounded.filter((_, at) => wanted[at]! < budgets[at]!).map(({ length }) => length),
    densities: tables.map(({ nb, block }) => {
      const held = best.rules.flat().map((rule) => blocksHeld(bandOf(rules[rule]!, nb, block), nb));
      return held.reduce((a, b) => a + b, 0) / (nb * layers * heads);
    }),
    gap: best === one ? null : best.loss > 0 ? (best.loss - best.bound) / best.loss : 0,
    tables,
    judge,
  };
}

/** Of rules that make the same windows at every length of the tables, the first. */
function distinctRules(tables: readonly Table[], rules: readonly Rule[]): Rule[] {
  const seen = new Map<string, Rule>();
  for (const rule of rules) {
    const bands = tables.map(({ nb, block }) => Math.min(nb, bandOf(rule, nb, block)));
    const key = bands.join();
    if (!seen.has(key)) seen.set(key, rule);
  }
  return [...seen.values()];
}

/** losses[layer][head][rule] at one length, as shares of the whole influence of the table. */
function shares(
  { nb, block, tiles }: Table,
  rules: readonly Rule[],
  layers: number,
  heads: number,
): Float64Array[][] {
  const total = tiles.reduce((a, b) => a + b, 0) || 1;
  return Array.from({ length: layers }, (_, l) =>
    Array.from({ length: heads }, (_, h) => {
      const byBand = lossByBand(tiles, (l * heads + h) * nb * nb, nb);
      return Float64Array.from(
        rules,
        (rule) => byBand[Math.min(nb, bandOf(rule, nb, block)) - 1]! / total,
      );
    }),
  );
}

/** Three weightings of two aims; the mean of more. */
function sweep(aims: number): number[][] {
  if (aims === 1) return [[1]];
  if (aims > 2) return [new Array<number>(aims).fill(1 / aims)];
  return [0, 0.5, 1].map((w) => [w, 1 - w]);
}

function mix(tables: readonly Float64Array[][][], weights: readonly number[]): Float64Array[][] {
  return tables[0]!.map((layer, l) =>
    layer.map((head, h) =>
      head.map((_, rule) =>
        tables.reduce((sum, table, at) => sum + weights[at]! * table[l]![h]![rule]!, 0),
      ),
    ),
  );
}

interface Uniform {
  readonly rule: number;
  readonly lost: number;
  readonly fits: boolean;
}

/** One rule for all heads is a plan, too: no other is taken that the judge likes less. */
function planOfOne({ rule, lost, fits }: Uniform, layers: number, heads: number): Plan {
  const rules = Array.from({ length: layers }, () => new Array<number>(heads).fill(rule));
  return { rules, loss: lost, fits, bound: lost };
}

/** The one rule for all heads that loses least within the budgets; the cheapest where none fits. */
function bestUniform(
  losses: readonly (readonly Float64Array[])[],
  costs: readonly (readonly number[])[],
  budgets: readonly number[],
  heads: number,
): Uniform {
  const lost = costs.map((_, rule) => losses.flat().reduce((sum, head) => sum + head[rule]!, 0));
  const fitting = [...costs.keys()].filter((rule) =>
    costs[rule]!.every((cost, at) => cost * heads <= budgets[at]!),
  );
  const among = fitting.length > 0 ? fitting : [cheapestOf(costs)];
  const rule = among.reduce((a, b) => (lost[b]! < lost[a]! ? b : a));
  return { rule, lost: lost[rule]!, fits: fitting.length > 0 };
}

function cheapestOf(costs: readonly (readonly number[])[]): number {
  return [...costs.keys()].reduce((a, b) => (costs[b]!.at(-1)! < costs[a]!.at(-1)! ? b : a));
}
