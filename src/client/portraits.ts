/** Outputs and inputs of a matrix that its small picture shows: where two heads of the model meet. */
export const MATRIX_CUT = { from: 96, to: 160 } as const;
