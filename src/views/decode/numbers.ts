// Numbers of a figure of decode, as its pages show them.
import type { FigureReply } from '../../../workers/api.ts';
import type { Definition } from '../../domains/definition.ts';
import type { Types } from '../../domains/decode/types.ts';
import { fixed, percent } from '../../figure/format.ts';
import { numberRow, type NumberRow } from '../../kit/number-row.ts';

const SPARSITY: Definition = {
  label: 'sparsity',
  sentence: 'Share of the cells that the method drops.',
  ...{ denominator: 'all cells', unit: 'share', better: null },
};
const MASS: Definition = {
  label: 'mass',
  sentence: 'Sum of the cells that are kept.',
  ...{ denominator: 'the sum of all cells', unit: 'share', better: 'higher' },
};

export function numbersOf(reply: FigureReply<Types> | null): NumberRow[] {
  const metrics = reply?.metrics;
  return [
    numberRow('sparsity', metrics ? percent(metrics.sparsity) : null, SPARSITY),
    numberRow('mass', metrics ? fixed(metrics.mass, 3) : null, MASS),
  ];
}
