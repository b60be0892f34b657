// How far apart two distributions are: the square root of the Jensen-Shannon divergence, a metric.

/** Its largest value, √ln 2, between distributions that share nothing. */
export const FARTHEST = Math.sqrt(Math.LN2);

/** √JSD of two distributions of equal length, natural logarithm; entries of 0 add nothing. */
export function jensenShannonDistance(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let divergence = 0;
  for (let i = 0; i < p.length; i++) {
    divergence += (term(p[i]!, q[i]!) + term(q[i]!, p[i]!)) / 2;
  }
  return Math.sqrt(Math.max(0, divergence)); // rounding may leave −1e-17
}

/** x·ln(x / m) with m the mean of x and y, as 2x / (x + y): the mean of the smallest numbers would be 0. */
function term(x: number, y: number): number {
  return x > 0 ? x * Math.log((2 * x) / (x + y)) : 0;
}
