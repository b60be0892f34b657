// A sparsity that was asked for and is missed: said in a warning, in every domain and for every method. Ties
// at a threshold, short texts and parts that always stay are right by the papers, and yet not what was asked.
import { isActive, paramOf, type ParamRecord } from '../core/params.ts';
import { percent } from '../methods/_shared/words.ts';
import type { Asked, DomainCompute, DomainTypes, Found, Miss } from './contract.ts';
import { LEAST } from './match.ts';

/** A miss up to this is none: a share of the whole. */
const ENOUGH = 0.02;

/** What was asked for, and by what, in words that go before "asks for". */
export interface AskedSparsity {
  readonly sparsity: number;
  readonly by: string;
}

/** What a domain knows of sparsities. */
export type Judges<T extends DomainTypes> = Pick<
  DomainCompute<T>,
  'shapeOf' | 'sparsityOf' | 'reached' | 'whyMissed'
>;

type Outcome<T extends DomainTypes> = Pick<
  Found<T>,
  'asked' | 'subject' | 'setting' | 'params' | 'selection'
>;

/** What of an outcome says which sparsity was asked for. */
interface AskedOf<T extends DomainTypes> extends Pick<Found<T>, 'setting' | 'params'> {
  readonly asked: Pick<Asked, 'budget' | 'set' | 'sweep'>;
}

/** The sentence that says so where the sparsity is not the one that was asked for; else null. */
export function missedOf<T extends DomainTypes>(
  domain: Judges<T>,
  outcome: Outcome<T>,
): string | null {
  const { selection, subject, setting } = outcome;
  const asked = askedSparsity(() => domain.shapeOf(subject), outcome);
  if (!asked) return null;
  const reached = domain.reached
    ? domain.reached(selection, subject, setting)
    : domain.sparsityOf(selection, subject);
  if (reached === null || !isMissed(asked.sparsity, reached)) return null;
  const miss = { asked: asked.sparsity, reached };
  return missedWarning(asked, reached, whyMissed(domain, outcome, miss));
}

export function isMissed(asked: number, reached: number): boolean {
  return Math.abs(reached - asked) > ENOUGH + 1e-9;
}

/** `why`: words that may follow a colon. */
export function missedWarning(
  { sparsity, by }: AskedSparsity,
  reached: number,
  why: string | null,
): string {
  const reason = why === null ? '' : `: ${why}`;
  return `the sparsity is ${percent(reached)}, where ${by} asks for ${percent(sparsity)}${reason}`;
}

/**
 * The sparsity that a setting asks for: that of the budget, unless it moves nothing that counts or a hand has
 * set what it moves; else that of a parameter named `sparsity`, while it counts. null where neither is so:
 * 2:4 asks for none. Points of a curve ask for none either, as nobody reads their warnings.
 */
export function askedSparsity<T extends DomainTypes>(
  shapeOf: () => T['shape'],
  { asked, setting: { method }, params }: AskedOf<T>,
): AskedSparsity | null {
  const { budget, set, sweep = false } = asked;
  if (sweep) return null;
  if (budget !== null) {
    const shape = shapeOf() as never;
    const moved = counting(method, Object.keys(method.atBudget(budget, shape)), params);
    if (moved.length > 0 && !moved.some((name) => Object.hasOwn(set, name))) {
      return { sparsity: 1 - budget, by: `the budget of ${budget}` };
    }
  }
  const sparsity = params['sparsity'];
  const [own] = counting(method, ['sparsity'], params);
  return own !== undefined && typeof sparsity === 'number' ? { sparsity, by: 'the setting' } : null;
}

function whyMissed<T extends DomainTypes>(
  domain: Judges<T>,
  outcome: Outcome<T>,
  miss: Miss,
): string | null {
  const { asked, setting, params, subject } = outcome;
  const known = domain.whyMissed?.(miss, outcome) ?? null;
  if (known !== null || asked.budget === null || miss.reached > miss.asked) return known;
  const { method } = setting;
  const shape = domain.shapeOf(subject) as never;
  const moved = (budget: number): string => {
    const to = method.atBudget(budget, shape);
    const names = counting(method, Object.keys(to), params);
    return JSON.stringify(names.map((name) => to[name]));
  };
  return moved(asked.budget) === moved(LEAST) ? 'no budget makes this method drop more here' : null;
}

/** Those of the names that are parameters which matter under the current values. */
function counting(
  { params: table }: DomainTypes['method'],
  names: readonly string[],
  params: ParamRecord,
): string[] {
  return names.filter((name) => {
    const param = paramOf(table, name);
    return param !== undefined && isActive(param, params);
  });
}
