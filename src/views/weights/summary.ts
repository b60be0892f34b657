// What a matrix's figure shows, in a sentence or two.
import type { MatrixMetrics } from '../../domains/weights/metrics.ts';
import { count, fixed } from '../../figure/format.ts';
import type { WeightMethod } from '../../methods/weights.ts';

export function weightSummary(
  name: string,
  { kept, weights, outputError }: Pick<MatrixMetrics, 'kept' | 'weights' | 'outputError'>,
  effect: WeightMethod['effect'],
): string {
  if (effect === 'train') return `${name} would train ${count(kept)} of ${count(weights)} weights.`;
  const error = outputError === null ? '' : ` Its outputs move by ${fixed(outputError, 2)}.`;
  return `${name} keeps ${count(kept)} of ${count(weights)} weights.${error}`;
}
