// Methods are compared at equal sparsity. Their one knob, the budget, only promises it roughly, so it is
// searched for.

export interface Match {
  /** The budget found. */
  readonly budget: number;
  /** What it achieves. */
  readonly sparsity: number;
  /** No budget drops as much as was asked for: this is the method's ceiling. */
  readonly capped: boolean;
}

/** Smallest budget tried; below it most methods are at their floor. */
const LEAST = 0.002;
const STEPS = 14;

/**
 * The budget whose achieved sparsity is nearest to `target`, by bisection on the budget's logarithm.
 * `sparsityAt` falls with the budget, but may do so in steps, have a ceiling below the target (forced
 * keys), or waver: the nearest of all points tried is returned.
 */
export function matchBudget(sparsityAt: (budget: number) => number, target: number): Match {
  let best = { budget: 1, sparsity: 0 };
  let nearest = Infinity;
  let above = false;
  const tried = (budget: number): number => {
    const sparsity = sparsityAt(budget);
    above ||= sparsity >= target;
    if (Math.abs(sparsity - target) < nearest) {
      nearest = Math.abs(sparsity - target);
      best = { budget, sparsity };
    }
    return sparsity;
  };
  let low = Math.log(LEAST);
  let high = 0;
  // The budget that means to keep 1 − target is usually close.
  const guess = Math.log(Math.min(1, Math.max(LEAST, 1 - target)));
  if (tried(Math.exp(guess)) > target) low = guess;
  else high = guess;
  for (let step = 0; step < STEPS && high - low > 1e-3; step++) {
    const middle = (low + high) / 2;
    if (tried(Math.exp(middle)) > target) low = middle;
    else high = middle;
  }
  return { ...best, capped: !above };
}
