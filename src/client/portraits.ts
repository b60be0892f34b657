// On what the methods of each domain are pictured in the gallery, all of them on the same.
import type { DomainId } from '../core/method.ts';
import { DEFAULT_SPECS, type FigureSpec } from '../core/spec.ts';

export const PORTRAIT_SPECS: Readonly<Record<DomainId, FigureSpec>> = {
  attention: DEFAULT_SPECS.attention,
  // The output projection: here methods for single weights, for tiles and for whole heads differ.
  weights: {
    ...DEFAULT_SPECS.weights,
    subject: { ...DEFAULT_SPECS.weights.subject, matrix: 'o' },
  },
};

/** Outputs and inputs of a matrix that its picture shows: where two heads of the model meet. */
export const MATRIX_CUT = { from: 96, to: 160 } as const;
