// What a domain's findings are made from.
import type { Finding } from '../../src/core/method.ts';
import type { KeptFinding } from '../catalogue/findings.ts';

/** What measuring gives; the rest of a finding is known before. */
export type Outcome = Pick<Finding, 'outcome' | 'found' | 'rows'>;

export interface FindingMaker<Lab> extends Pick<
  KeptFinding,
  'id' | 'title' | 'methods' | 'expected' | 'setup' | 'head'
> {
  measure(lab: Lab): Promise<Outcome>;
}

/** The default export of tools/findings/<domain>.ts. */
export interface Findings<Lab = unknown> {
  /** What all of them share: models opened once, texts. */
  open(): Promise<Lab>;
  readonly makers: readonly FindingMaker<Lab>[];
}

/** Of how many that could hold some do. */
export function outcomeOf(holds: readonly boolean[]): Finding['outcome'] {
  if (holds.every(Boolean)) return 'as expected';
  return holds.some(Boolean) ? 'in part' : 'not seen here';
}
