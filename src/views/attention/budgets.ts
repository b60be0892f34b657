// Budgets at which curves are drawn, an order in which the shape appears early.

export const CURVE_BUDGETS: readonly number[] = [
  0.2, 0.5, 0.1, 1, 0.35, 0.05, 0.7, 0.15, 0.27, 0.42, 0.6, 0.85, 0.03, 0.075,
];

/** The whole model is run once per point, so there are fewer of them. */
export const COST_BUDGETS: readonly number[] = [0.2, 0.5, 0.1, 1, 0.35, 0.05, 0.7];
