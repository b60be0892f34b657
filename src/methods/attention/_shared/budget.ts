// Counting what patterns keep, and turning a share of the causal triangle into their sizes.

/** Pairs of the causal triangle of n tokens. */
export function causalPairs(n: number): number {
  return (n * (n + 1)) / 2;
}

/**
 * Pairs with j < sinks or i − j < window. What is dropped is itself a triangle, of side
 * n − sinks − window.
 */
export function sinksAndWindowPairs(n: number, sinks: number, window: number): number {
  return causalPairs(n) - causalPairs(Math.max(0, n - sinks - window));
}

/** The window which, beside `sinks` first keys, keeps about `budget` of the causal pairs; at least 1. */
export function windowFor(budget: number, n: number, sinks: number): number {
  // Solve m(m + 1)/2 = dropped pairs for the side m of the dropped triangle.
  const dropped = (1 - budget) * causalPairs(n);
  const side = (Math.sqrt(1 + 8 * dropped) - 1) / 2;
  return Math.max(1, Math.round(n - sinks - side));
}

/** Tiles kept when every block row I of nb keeps min(I + 1, k). */
export function tilesPerRowCount(nb: number, k: number): number {
  const most = Math.min(k, nb);
  return (most * (most + 1)) / 2 + (nb - most) * most;
}

/** The fewest tiles per block row that keep at least `budget` of the causal tiles. */
export function tilesPerRowFor(budget: number, n: number, block: number): number {
  const nb = Math.max(1, Math.ceil(n / block));
  return firstReaching(1, nb, (k) => tilesPerRowCount(nb, k), budget * causalPairs(nb));
}

/**
 * Share of the attention that about `budget` of the pairs hold under a method: 1 − (1 − budget)^power. How
 * concentrated a method finds attention to be, its power, was fitted to the heads of the atlas model on
 * a tale and on code.
 */
export function coverageFor(budget: number, power: number): number {
  return 1 - (1 - budget) ** power;
}

/** The smallest integer in [low, high] at which `count` reaches `target`; `high` where none does. */
export function firstReaching(
  low: number,
  high: number,
  count: (value: number) => number,
  target: number,
): number {
  // Walks, so that `count` need not be monotone: the answer still grows with the target.
  for (let value = low; value < high; value++) {
    if (count(value) >= target - 1e-9 * target) return value;
  }
  return high;
}
