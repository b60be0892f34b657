// Which rule for which head: the least loss within a budget, with at most two different rules per layer.
// For one budget exactly: a layer's best split of two rules over its heads is found by sorting, and
// layers are combined by dynamic programming. For several budgets by Lagrange multipliers, with a bound
// on what is still possible, and a local search at the end.

export interface Problem {
  /** losses[layer][head][rule]. */
  readonly losses: readonly (readonly Float64Array[])[];
  /** costs[rule][budget], whole numbers. */
  readonly costs: readonly (readonly number[])[];
  /** What all heads together may cost. */
  readonly budgets: readonly number[];
}

export interface Plan {
  /** rules[layer][head]. */
  readonly rules: readonly (readonly number[])[];
  readonly loss: number;
  /** Whether every budget holds. Where none can, the plan is the thriftiest. */
  readonly fits: boolean;
  /** No plan within the budgets can lose less than this. */
  readonly bound: number;
}

/** The least loss within the first budget, exactly. */
export function solveExact({ losses, costs, budgets }: Problem): Plan {
  const layers = losses.map((heads) => cheapSplits(heads, costs));
  const thriftiest = layers.reduce((sum, splits) => sum + Math.min(...splits.keys()), 0);
  const limit = Math.max(budgets[0]!, thriftiest);
  let best = new Float64Array(limit + 1); // least loss at a total cost of at most this
  const choices = layers.map((splits) => {
    const next = new Float64Array(limit + 1).fill(Infinity);
    const chosen = new Int32Array(limit + 1);
    for (const [cost, { loss }] of splits) {
      for (let total = cost; total <= limit; total++) {
        const sum = best[total - cost]! + loss;
        if (sum < next[total]!) {
          next[total] = sum;
          chosen[total] = cost;
        }
      }
    }
    best = next;
    return chosen;
  });
  const rules: (readonly number[])[] = [];
  let left = limit;
  for (let l = layers.length - 1; l >= 0; l--) {
    const cost = choices[l]![left]!;
    rules.unshift(layers[l]!.get(cost)!.rules);
    left -= cost;
  }
  const loss = lossOf(rules, losses);
  return { rules, loss, bound: loss, fits: thriftiest <= budgets[0]! };
}

interface Split {
  readonly loss: number;
  readonly rules: readonly number[];
}

/** For each cost that two rules over the heads of a layer can make, the least loss. */
function cheapSplits(
  losses: readonly Float64Array[],
  costs: readonly (readonly number[])[],
): Map<number, Split> {
  const found = new Map<number, Split>();
  forEachSplit(losses, costs.length, (a, b, m, loss, order) => {
    const cost = m * costs[a]![0]! + (losses.length - m) * costs[b]![0]!;
    const known = found.get(cost);
    if (known && known.loss <= loss) return;
    found.set(cost, { loss, rules: rulesOf(a, b, m, order) });
  });
  return found;
}

/** Every pair of rules, with the first on m heads: on those that gain most from it. */
function forEachSplit(
  losses: readonly Float64Array[],
  rules: number,
  visit: (a: number, b: number, m: number, loss: number, order: readonly number[]) => void,
): void {
  const heads = losses.length;
  const order = losses.map((_, head) => head);
  for (let a = 0; a < rules; a++) {
    for (let b = a; b < rules; b++) {
      const gain = (head: number) => losses[head]![b]! - losses[head]![a]!;
      order.sort((x, y) => gain(y) - gain(x) || x - y);
      let loss = losses.reduce((sum, head) => sum + head[a]!, 0);
      visit(a, b, heads, loss, order);
      for (let m = heads - 1; a !== b && m > 0; m--) {
        loss += gain(order[m]!);
        visit(a, b, m, loss, order);
      }
    }
  }
}

function rulesOf(a: number, b: number, m: number, order: readonly number[]): number[] {
  const rules = new Array<number>(order.length).fill(b);
  for (let at = 0; at < m; at++) rules[order[at]!] = a;
  return rules;
}

const ROUNDS = 120;

/** Little loss within several budgets at once, and a bound on how much less would be possible. */
export function solveSeveral(problem: Problem): Plan {
  const { losses, budgets } = problem;
  const scale = losses.flat().reduce((sum, head) => sum + Math.max(...head), 0) || 1;
  // Prices that no loss can outweigh give the thriftiest plan.
  const dear = budgets.map(() => 2 * scale);
  let best: Plan['rules'] = priced(problem, dear).rules;
  let least = lossOf(best, losses);
  if (!fits(totals(best, problem), budgets)) {
    return { rules: best, loss: least, fits: false, bound: least };
  }

  const prices = budgets.map(() => 0);
  let bound = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { rules, value } = priced(problem, prices);
    bound = Math.max(
      bound,
      value - prices.reduce((sum, price, at) => sum + price * budgets[at]!, 0),
    );
    const costs = totals(rules, problem);
    const loss = lossOf(rules, losses);
    if (fits(costs, budgets) && loss < least) {
      best = rules;
      least = loss;
    }
    // Subgradient steps that shrink, in loss per unit of cost.
    for (let at = 0; at < prices.length; at++) {
      const budget = Math.max(1, budgets[at]!);
      const step = scale / budget / (1 + round / 5);
      prices[at] = Math.max(0, prices[at]! + (step * (costs[at]! - budget)) / budget);
    }
  }
  best = improve(problem, best);
  const loss = lossOf(best, losses);
  return { rules: best, loss, fits: true, bound: Math.min(bound, loss) };
}

/** The plan with the least loss plus priced costs: each layer's best pair of rules by itself. */
function priced(
  { losses, costs }: Problem,
  prices: readonly number[],
): { rules: number[][]; value: number } {
  const fee = costs.map((cost) => cost.reduce((sum, c, at) => sum + c * prices[at]!, 0));
  let value = 0;
  const rules = losses.map((heads) => {
    const values = heads.map((head) => head.map((loss, rule) => loss + fee[rule]!));
    let least = Infinity;
    let pair: readonly [number, number] = [0, 0];
    for (let a = 0; a < fee.length; a++) {
      for (let b = a; b < fee.length; b++) {
        let sum = 0;
        // Values are not negative: a sum that has passed the least need not be finished.
        for (let h = 0; h < values.length && sum < least; h++) {
          sum += Math.min(values[h]![a]!, values[h]![b]!);
        }
        if (sum < least) {
          least = sum;
          pair = [a, b];
        }
      }
    }
    value += least;
    const [a, b] = pair;
    return values.map((head) => (head[a]! <= head[b]! ? a : b));
  });
  return { rules, value };
}

/** Replaces one layer's split after another by a better one, as long as all budgets hold. */
function improve(problem: Problem, start: Plan['rules']): Plan['rules'] {
  const { losses, costs, budgets } = problem;
  const plan = [...start];
  for (let better = true; better;) {
    better = false;
    for (const [l, heads] of losses.entries()) {
      const others = totals(
        plan.filter((_, at) => at !== l),
        problem,
      );
      let least = lossOf([plan[l]!], [heads]) - 1e-12;
      forEachSplit(heads, costs.length, (a, b, m, loss, order) => {
        if (loss >= least) return;
        const rest = heads.length - m;
        for (const [at, budget] of budgets.entries()) {
          if (others[at]! + m * costs[a]![at]! + rest * costs[b]![at]! > budget) return;
        }
        least = loss;
        plan[l] = rulesOf(a, b, m, order);
        better = true;
      });
    }
  }
  return plan;
}

export function lossOf(rules: readonly (readonly number[])[], losses: Problem['losses']): number {
  let sum = 0;
  for (const [l, layer] of rules.entries()) {
    for (const [h, rule] of layer.entries()) sum += losses[l]![h]![rule]!;
  }
  return sum;
}

function totals(rules: Plan['rules'], { costs, budgets }: Problem): number[] {
  return budgets.map((_, at) => rules.flat().reduce((sum, rule) => sum + costs[rule]![at]!, 0));
}

function fits(costs: readonly number[], budgets: readonly number[]): boolean {
  return costs.every((cost, at) => cost <= budgets[at]!);
}
