// Budgets at which curves are drawn, an order in which the shape appears early.

/** The error of one matrix, on the explorer's page. */
export const CURVE_BUDGETS: readonly number[] = [
  0.5, 0.8, 0.3, 1, 0.65, 0.4, 0.9, 0.2, 0.01, 0.1, 0.05, 0.55, 0.72,
];

/** The same where less detail is wanted. */
export const MATRIX_BUDGETS: readonly number[] = [
  0.5, 0.8, 0.3, 1, 0.65, 0.4, 0.9, 0.2, 0.1, 0.55, 0.72,
];

/** The whole model is pruned once per point. */
export const MODEL_BUDGETS: readonly number[] = [0.5, 0.8, 0.65, 1, 0.4, 0.9, 0.3, 0.2];
