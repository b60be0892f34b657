// Methods of any domain are compared at equal sparsity. Their one knob, the budget, only promises it
// roughly, so it is searched for.

export interface Match {
  /** The budget found. */
  readonly budget: number;
  /** What it achieves. */
  readonly sparsity: number;
  /** No budget drops as much as was asked for: this is the method's ceiling. */
  readonly capped: boolean;
}

/** Smallest budget tried; below it most methods are at their floor. */
export const LEAST = 0.002;
const STEPS = 14;

/**
 * The budget whose achieved sparsity is nearest to `target`, by bisection on the budget's logarithm.
 * `sparsityAt` falls with the budget, but may do so in steps, have a ceiling below the target (what is
 * always kept), or waver: the nearest of all points tried is returned. The search ends early within
 * `enough` of the target, for methods of which a single try is dear.
 */
export async function matchBudget(
  sparsityAt: (budget: number) => number | Promise<number>,
  target: number,
  enough = 0,
): Promise<Match> {
  let best = { budget: 1, sparsity: 0 };
  let nearest = Infinity;
  let above = false;
  let low = Math.log(LEAST);
  let high = 0;
  const within = (log: number): boolean => log > low && log < high;
  /** Tries a budget, by its logarithm, and narrows the bracket to one side of it. */
  const attempt = async (log: number): Promise<number> => {
    const budget = Math.exp(log);
    const sparsity = await sparsityAt(budget);
    above ||= sparsity >= target;
    if (Math.abs(sparsity - target) < nearest) {
      nearest = Math.abs(sparsity - target);
      best = { budget, sparsity };
    }
    if (sparsity > target) low = log;
    else high = log;
    return sparsity;
  };
  // The budget that means to keep 1 − target is usually close; a method that keeps k times what it is
  // asked for is asked for 1/k of it.
  const guess = Math.log(Math.min(1, Math.max(LEAST, 1 - target)));
  const sparsity = await attempt(guess);
  const corrected = guess + Math.log((1 - target) / (1 - sparsity));
  if (nearest > enough && within(corrected)) await attempt(corrected);
  for (let step = 0; step < STEPS && nearest > enough && high - low > 1e-3; step++) {
    await attempt((low + high) / 2);
  }
  return { ...best, capped: !above };
}
