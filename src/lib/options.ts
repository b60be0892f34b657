// What a caller may choose besides method and tensors, and the way from there to what is found: the same in
// every domain.
import { ExpectedError } from '../core/result.ts';
import type { ParamRecord } from '../core/params.ts';
import { kindOf } from '../core/numbers.ts';
import { isRecord } from '../core/spec-parts.ts';
import type { Desk, DomainCompute, DomainTypes, Found } from '../domains/contract.ts';
import { plainDesk } from '../domains/desk.ts';
import type { Judges } from '../domains/missed.ts';
import { findOn } from '../domains/pipeline.ts';
import { settingOf } from '../domains/settings.ts';
import type { Kernels } from '../kernels/contract.ts';
import { loadKernels } from '../kernels/index.ts';

export interface SelectOptions {
  /** Share of all there is to keep, (0, 1]; null (the default) leaves the method's own settings. */
  readonly budget?: number | null;
  /** Parameters set by hand, over those the budget gives. */
  readonly set?: ParamRecord;
  /** Kernels to compute with; default: the fastest that this engine runs. */
  readonly kernels?: Kernels;
}

/** What a domain needs to answer for a method that is at hand. */
type Finding<T extends DomainTypes> = Pick<DomainCompute<T>, 'select' | 'measure'> & Judges<T>;

/** The method on the subject that `open` makes. Throws an ExpectedError for settings that cannot be used. */
export async function find<T extends DomainTypes>(
  finding: Finding<T>,
  method: T['method'],
  open: (desk: Desk) => T['subject'],
  { budget = null, set = {}, kernels }: SelectOptions,
): Promise<Found<T>> {
  const desk = plainDesk({ kernels: kernels ?? (await loadKernels()) });
  const subject = open(desk);
  const setting = settingOf<T>(method, { budget, set });
  const params = setting.paramsFor(finding.shapeOf(subject));
  const nowhere = { domain: '', kind: '', model: '', text: '', tokens: 0, subject: {} };
  const asked = { ...nowhere, method: method.id, budget, set };
  const found = await findOn(finding, subject, setting, { asked, key: '', params, desk });
  desk.dispose();
  return found;
}

/** Throws an ExpectedError where no object was given; `parts` names what belongs into it. */
export function refuseNoTensors(tensors: unknown, parts: string): void {
  if (isRecord(tensors)) return;
  throw new ExpectedError('tensors', `tensors must be ${parts}, got ${kindOf(tensors)}`);
}
