// Budgets at which curves are drawn, an order in which the shape appears early. The whole model is run for
// each, so there are few.
export const BUDGETS: readonly number[] = [0.2, 0.5, 0.1, 1, 0.35, 0.05, 0.7];
