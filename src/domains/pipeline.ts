// open → select → measure, written once. Workers, command line, library, build and checks all compute
// figures here, whatever their domain.
import type { Card } from '../core/card.ts';
import { ExpectedError } from '../core/result.ts';
import type {
  Asked,
  CostPoint,
  Desk,
  DomainCompute,
  DomainTypes,
  Each,
  Found,
  NeedleOrder,
  Setting,
  Sweep,
  Work,
} from './contract.ts';
import { matchBudget, type Match } from './match.ts';
import { methodOf } from './methods.ts';
import { missedOf, type Judges } from './missed.ts';
import { settingOf } from './settings.ts';

/** A figure under way. What is found is kept while it fits. */
export function workOn<T extends DomainTypes>(
  domain: DomainCompute<T>,
  asked: Asked,
  desk: Desk,
): Work<T> {
  let subject: Promise<T['subject']> | undefined;
  const open = (): Promise<T['subject']> => (subject ??= domain.open(asked, desk));
  return {
    asked,
    desk,
    subject: open,
    async found() {
      const opened = await open();
      const setting = await settingFor(domain, asked, desk);
      const params = setting.paramsFor(domain.shapeOf(opened));
      const key = `${opened.key} ${asked.method} ${JSON.stringify(params)}`;
      const known = desk.peek<Found<T>>('found', `${domain.card.id} ${key}`);
      // The same parameters may have been asked for in another way.
      if (known) return warned(domain, { ...known, asked, setting });
      const found = await findOn(domain, opened, setting, { ...{ asked, key, params }, desk });
      return desk.put('found', `${domain.card.id} ${key}`, found, domain.bytesOf(found));
    },
  };
}

/** What a setting keeps of an open subject, measured; nothing is remembered. */
export async function findOn<T extends DomainTypes>(
  domain: Pick<DomainCompute<T>, 'select' | 'measure'> & Judges<T>,
  subject: T['subject'],
  setting: Setting<T>,
  { desk, ...about }: Pick<Found<T>, 'asked' | 'key' | 'params'> & { readonly desk: Desk },
): Promise<Found<T>> {
  const selection = await domain.select(subject, setting, desk, about.asked);
  await desk.checkpoint();
  const report = await domain.measure(subject, selection, setting, desk);
  return warned(domain, { ...about, subject, setting, selection, report });
}

function warned<T extends DomainTypes>(
  domain: Judges<T>,
  found: Omit<Found<T>, 'warnings' | 'missed'>,
): Found<T> {
  const own = found.selection.warnings ?? [];
  const missed = missedOf(domain, found);
  return { ...found, warnings: missed === null ? own : [...own, missed], missed };
}

export async function settingFor<T extends DomainTypes>(
  domain: DomainCompute<T>,
  asked: Asked,
  desk: Desk,
): Promise<Setting<T>> {
  return settingOf<T>(await methodOf(domain, asked.method, desk), asked);
}

/** A point of a curve: the method at a budget on the site. */
export interface CurvePoint<T extends DomainTypes = DomainTypes> {
  readonly method: string;
  readonly budget: number;
  readonly metrics: T['report']['metrics'];
}

/** Metrics of a method on one site, a point per budget. */
export async function curve<T extends DomainTypes>(
  domain: DomainCompute<T>,
  { budgets, ...sweep }: Sweep,
  desk: Desk,
  each: Each<CurvePoint<T>>,
): Promise<void> {
  const asked = { ...sweep, budget: null, sweep: true };
  const subject = await domain.open(asked, desk);
  for (const budget of budgets) {
    const point = { ...asked, budget };
    const setting = await settingFor(domain, point, desk);
    const params = setting.paramsFor(domain.shapeOf(subject));
    const found = await findOn(domain, subject, setting, { asked: point, key: '', params, desk });
    each({ method: sweep.method, budget, metrics: found.report.metrics });
    await desk.checkpoint();
  }
}

/** The budget at which the method comes nearest to a sparsity on the site. */
export async function match<T extends DomainTypes>(
  domain: DomainCompute<T>,
  asked: Asked,
  sparsity: number,
  desk: Desk,
): Promise<Match> {
  const subject = await domain.open({ ...asked, sweep: true }, desk);
  const sparsityAt = async (budget: number): Promise<number> => {
    const point = { ...asked, budget, sweep: true };
    const setting = await settingFor(domain, point, desk);
    const selection = await domain.select(subject, setting, desk, point);
    await desk.checkpoint();
    return domain.sparsityOf(selection, subject);
  };
  return matchBudget(sparsityAt, sparsity, domain.enough);
}

/** What a setting does at every place. */
export async function survey<T extends DomainTypes>(
  domain: DomainCompute<T>,
  asked: Asked,
  desk: Desk,
  each: Each<T['survey']>,
): Promise<void> {
  if (!domain.overview) throw missing(domain.card, 'places beside one another');
  await domain.overview.survey(asked, await settingFor(domain, asked, desk), desk, each);
}

/** What a method costs the whole model, a point per budget. */
export async function cost<T extends DomainTypes>(
  domain: DomainCompute<T>,
  sweep: Sweep,
  needles: NeedleOrder,
  desk: Desk,
  each: Each<CostPoint<T>>,
): Promise<void> {
  if (!domain.cost) throw missing(domain.card, 'cost on the whole model');
  const method = await methodOf(domain, sweep.method, desk);
  const settings = sweep.budgets.map((budget) =>
    settingOf<T>(method, { ...sweep, budget, sweep: true }),
  );
  await domain.cost.sweep(sweep, settings, needles, desk, each);
}

/** The same for a figure's own setting. */
export async function costAt<T extends DomainTypes>(
  domain: DomainCompute<T>,
  asked: Asked,
  desk: Desk,
  each: Each<T['survey']>,
): Promise<T['cost']> {
  if (!domain.cost) throw missing(domain.card, 'cost on the whole model');
  return domain.cost.at(asked, await settingFor(domain, asked, desk), desk, each);
}

/** Makes whatever of the whole model the exact figure needs. */
export async function settle<T extends DomainTypes>(
  domain: DomainCompute<T>,
  asked: Asked,
  desk: Desk,
): Promise<void> {
  await domain.settle?.(asked, await settingFor(domain, asked, desk), desk);
}

/** Long work of the domain by its name. */
export async function runNamed<T extends DomainTypes>(
  domain: DomainCompute<T>,
  asked: Asked,
  { name, wish }: { readonly name: string; readonly wish: Readonly<Record<string, unknown>> },
  desk: Desk,
  each: Each<object>,
): Promise<void> {
  const run = Object.hasOwn(domain.runs ?? {}, name) ? domain.runs?.[name] : undefined;
  if (!run) throw missing(domain.card, `run named “${name}”`);
  await run.start(asked, await settingFor(domain, asked, desk), wish, desk, each);
}

/** A domain need not have every part; a view that asks for one it lacks is at fault. */
export function missing(card: Card, what: string): ExpectedError {
  return new ExpectedError('domain', `figures of ${card.id} have no ${what}`);
}
