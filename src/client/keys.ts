// What makes two figures the same: a canonical text of everything that changes a number.
import type { FigureSpec } from '../core/spec.ts';

/** JSON with sorted keys: equal values give equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

/** Which text on which model: while it stays, what the worker has read stays useful. */
export function textKey(spec: Pick<FigureSpec, 'model' | 'text' | 'tokens'>): string {
  return canonical([spec.model, spec.text, spec.tokens]);
}

/** Everything that changes a number; how the figure is looked at does not. */
export function figureKey(spec: FigureSpec): string {
  const { domain, model, text, tokens, subject, method, budget, set } = spec;
  return canonical({ domain, model, text, tokens, subject, method, budget, set });
}
