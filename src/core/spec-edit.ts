// Changes to a figure, each as a new spec.
import type { ParamValue } from './params.ts';
import type { FigureSpec } from './spec.ts';

/**
 * Sets the budget, or null for the method's defaults. Settings by hand of parameters that the budget
 * moves (`budgetParams`) are dropped, since they would hide what it does.
 */
export function withBudget(
  spec: FigureSpec,
  budget: number | null,
  budgetParams: readonly string[],
): FigureSpec {
  const kept = Object.entries(spec.set).filter(([name]) => !budgetParams.includes(name));
  return { ...spec, budget, set: Object.fromEntries(kept) };
}

/** Sets one parameter of the method by hand. */
export function withParam(spec: FigureSpec, name: string, value: ParamValue): FigureSpec {
  return { ...spec, set: { ...spec.set, [name]: value } };
}

/** Gives one parameter back to the budget and the method's defaults. */
export function withoutParam(spec: FigureSpec, name: string): FigureSpec {
  const kept = Object.entries(spec.set).filter(([other]) => other !== name);
  return { ...spec, set: Object.fromEntries(kept) };
}
