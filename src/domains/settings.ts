// From a request's budget and hand-set values to the parameters that a method runs with, in any domain.
import { resolveParams, type ParamRecord, type ParamTable } from '../core/params.ts';
import { fail, valueOf, type Result } from '../core/result.ts';
import type { Asked, DomainTypes, Setting } from './contract.ts';

/**
 * Which wins where both name a parameter. `set`: the figure, where a person's hand is last.
 * `budget`: a curve, where what the budget moves must follow the axis.
 */
export type Precedence = 'set' | 'budget';

/** What is needed of a method; `Shape` is what its domain tells `atBudget`. */
export interface Adjustable<Shape> {
  readonly id: string;
  readonly params: ParamTable;
  atBudget(budget: number, shape: Shape): Partial<ParamRecord>;
}

/**
 * Defaults, then the budget's parameters, then `set` (or the last two the other way round); every
 * value checked. Fails for a budget outside (0, 1] and for unknown or invalid values in `set`.
 * Throws where the method's own `atBudget` breaks its table: a bug.
 */
export function resolveSettings<Shape>(
  method: Adjustable<Shape>,
  shape: Shape,
  budget: number | null,
  set: ParamRecord,
  precedence: Precedence = 'set',
): Result<ParamRecord> {
  if (budget !== null && !(budget > 0 && budget <= 1)) {
    return fail('budget', `the budget must be above 0 and at most 1, got ${budget}`);
  }
  const bySet = resolveParams(method.params, set);
  if (!bySet.ok) return bySet;
  const moved: Partial<ParamRecord> = budget === null ? {} : method.atBudget(budget, shape);
  const byBudget = resolveParams(method.params, moved);
  if (!byBudget.ok) {
    throw new Error(`${method.id} at budget ${budget} breaks its own table: ${byBudget.message}`);
  }
  return precedence === 'set'
    ? resolveParams(method.params, moved, set)
    : resolveParams(method.params, set, moved);
}

/** The setting of a request. Its method's parameters are checked when they are first asked for. */
export function settingOf<T extends DomainTypes>(
  method: T['method'],
  { budget, set, sweep = false }: Pick<Asked, 'budget' | 'set' | 'sweep'>,
): Setting<T> {
  const precedence = sweep ? 'budget' : 'set';
  return {
    method,
    paramsFor: (shape) =>
      valueOf(resolveSettings(method as Adjustable<T['shape']>, shape, budget, set, precedence)),
  };
}
