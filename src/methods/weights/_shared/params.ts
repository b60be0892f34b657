// Parameters that many methods have in common, and what a budget makes of them.
import {
  clampParam,
  type BooleanParam,
  type IntegerParam,
  type NumberParam,
} from '../../../core/params.ts';
import { ExpectedError } from '../../../core/result.ts';

/** The share that goes. */
export function sparsityParam(help: string): NumberParam {
  return {
    kind: 'number',
    label: 'Sparsity',
    help,
    min: 0,
    max: 0.99,
    step: 0.01,
    default: 0.5,
  };
}

/** The sparsity that leaves this share of the weights. */
export function sparsityAt(budget: number, param: NumberParam): number {
  return clampParam(param, 1 - budget);
}

/** All values that a slider can stand on. */
export function valuesOf(param: NumberParam): readonly number[] {
  const { min, max, step } = param;
  const steps = Math.ceil((max - min) / step) + 1;
  const all = Array.from({ length: steps }, (_, i) => clampParam(param, min + i * step));
  return [...new Set(all)];
}

export const pattern = {
  kind: 'choice',
  label: 'Pattern',
  help: 'Any weights, or in every group of neighbouring inputs a fixed number that stays, as hardware wants it.',
  options: [
    { value: 'unstructured', label: 'unstructured' },
    { value: '2:4', label: '2 of every 4 stay' },
    { value: '4:8', label: '4 of every 8 stay' },
    { value: '8:16', label: '8 of every 16 stay' },
    { value: '1:2', label: '1 of every 2 stays' },
    { value: '1:4', label: '1 of every 4 stays' },
    { value: '3:4', label: '3 of every 4 stay' },
  ],
  default: 'unstructured',
} as const;

export type Pattern = (typeof pattern)['options'][number]['value'];

/** Of every `m` neighbouring inputs, `n` stay. */
export interface Groups {
  readonly n: number;
  readonly m: number;
}

/**
 * The groups of a pattern, or null for unstructured. Throws an ExpectedError where groups do not fit
 * into `inFeatures`.
 */
export function groupsOf(chosen: Pattern, inFeatures: number): Groups | null {
  if (chosen === 'unstructured') return null;
  const [n, m] = chosen.split(':').map(Number) as [number, number];
  return checkGroups({ n, m }, inFeatures, 'pattern');
}

/** The groups themselves; throws an ExpectedError where they do not fit into `inFeatures`. */
export function checkGroups(groups: Groups, inFeatures: number, field: string): Groups {
  if (inFeatures % groups.m === 0) return groups;
  throw new ExpectedError(
    field,
    `groups of ${groups.m} need input features in multiples of ${groups.m}, this matrix has ${inFeatures}`,
  );
}

/** Shown only while weights are chosen one by one. */
export function whenUnstructured<P extends IntegerParam | NumberParam | BooleanParam>(shown: P): P {
  return { ...shown, when: { param: 'pattern', is: ['unstructured'] } };
}

export const seed: IntegerParam = {
  kind: 'integer',
  label: 'Seed',
  help: 'Of the random draw; the same seed draws the same weights.',
  min: 0,
  max: 9999,
  default: 1,
};
