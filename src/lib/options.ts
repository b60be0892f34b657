// What a caller may choose besides method and tensors, and the way from there to what is found: the same in
// every domain.
import { ExpectedError } from '../core/result.ts';
import type { ParamRecord } from '../core/params.ts';
import { matrix, type Matrix } from '../core/tensor.ts';
import type { Desk, DomainCompute, DomainTypes, Found } from '../domains/contract.ts';
import { plainDesk } from '../domains/desk.ts';
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
type Finding<T extends DomainTypes> = Pick<DomainCompute<T>, 'shapeOf' | 'select' | 'measure'>;

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

/** Throws an ExpectedError of `name` where there are not rows·cols values; `size` says so in letters. */
export function matrixOf(
  name: string,
  values: Float32Array,
  [rows, cols]: readonly [number, number],
  size: string,
): Matrix {
  if (values.length === rows * cols) return matrix(rows, cols, values);
  const what = `${name} must have ${size} = ${rows * cols} values, got ${values.length}`;
  throw new ExpectedError(name, what);
}
